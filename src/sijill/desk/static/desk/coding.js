// The reading page: lights and moving, keys, what can be said of values, selecting by words.
import "./coding/lights.js";
import "./coding/keys.js";
import "./coding/queue.js";
import "./coding/panel.js";
import "./coding/picker.js";
import "./coding/work.js";
