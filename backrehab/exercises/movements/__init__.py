"""The moving figure of each exercise, drawn from poses in `fixtures/figures/`."""
