// The reading page: lights and moving, keys; what can be changed is in modules of its own, loaded where the person may change something.
import "./coding/lights.js";
import "./coding/keys.js";
