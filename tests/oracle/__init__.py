"""Independent oracle of the gate: reference decision, scenario generator and their tests."""
