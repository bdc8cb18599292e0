// The behaviour that every page shares; each is an extra on top of plain HTML.
import "./announce.js";
import "./failure.js";
import "./hold-timer.js";
import "./sitting-timer.js";
import "./time-zone.js";
