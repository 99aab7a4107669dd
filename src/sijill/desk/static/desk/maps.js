// The map: draws the base layer that lies beside this page and what the desk says of the view; asks nobody else, unless an administrator named a tile server.
const { L } = window;
const place = document.getElementById("map");
const said = document.getElementById("map-said");
const given = place.dataset;
const rtl = document.documentElement.dir === "rtl";
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const digits = [...given.digits];
const thousands = digits[0] === "0" ? "," : "٬";
const NEAR = 12; // from this zoom on, the desk tells every point apart
const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, thousands).replace(/\d/g, (d) => digits[d]);
const address = (path, fields) => {
  const query = new URLSearchParams(given.query);
  for (const [name, value] of Object.entries(fields)) query.set(name, value);
  return `${path}?${query}`;
};

const map = L.map(place, { zoomControl: false, attributionControl: false, zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, minZoom: 2, maxZoom: 17, worldCopyJump: false, maxBounds: [[-85, -180], [85, 180]] });
const side = rtl ? "right" : "left";
if (rtl) place.classList.add("leaflet-rtl");
L.control.zoom({ position: `top${side}`, zoomInTitle: given.saidIn, zoomOutTitle: given.saidOut }).addTo(map);
const scale = L.control.scale({ position: `bottom${side}`, imperial: false });
scale._updateScale = (bar, text, ratio) => {
  bar.style.width = `${Math.round(scale.options.maxWidth * ratio)}px`;
  const [value, unit] = text.split(" ");
  bar.textContent = `${number(value)} ${unit === "km" ? given.saidKm : given.saidM}`;
};
scale.addTo(map);
L.control.attribution({ position: rtl ? "bottomleft" : "bottomright", prefix: false }).addTo(map).addAttribution("Natural Earth");
for (const [name, level] of [["base", 210], ["names", 350], ["areas", 410]]) map.createPane(name).style.zIndex = level;
for (const name of ["base", "names"]) map.getPane(name).style.pointerEvents = "none";

// A line of the base layer: differences of whole units, each in fives of bits from the character ? on (see tools/base_layer.py).
const line = (text, unit) => {
  const out = [];
  let at = 0, x = 0, y = 0;
  const next = () => {
    let value = 0, shift = 0, bits;
    do { bits = text.charCodeAt(at++) - 63; value |= (bits & 31) << shift; shift += 5; } while (bits >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < text.length) { x += next(); y += next(); out.push([y * unit, x * unit]); }
  return out;
};
const base = L.canvas({ pane: "base", padding: 0.3 });
const drawn = { pane: "base", renderer: base, interactive: false, smoothFactor: 0.7 };
const fetched = async (name) => (await fetch(new URL(name, new URL(given.base, location)))).json();
const lines = (held, unit, look) => L.polyline(held.map((one) => line(one, unit)), { ...drawn, ...look }).addTo(map);
async function land() {
  if (given.tiles) {
    L.tileLayer(given.tiles, { maxZoom: 19, referrerPolicy: "no-referrer" }).addTo(map);
  } else {
    const held = await fetched("land.json");
    L.polygon(held.polygons.map((rings) => rings.map((ring) => line(ring, held.unit))), { ...drawn, stroke: false, fillColor: "#faf8f3", fillOpacity: 1 }).addTo(map);
  }
  const held = await fetched("borders.json");
  lines(held.agreed, held.unit, { color: "#78716c", weight: 1.2 });
  lines(held.contested, held.unit, { color: "#78716c", weight: 1.2, dashArray: "5 4" });
}
let outlined = false;
async function outlines() {
  if (outlined || map.getZoom() < 6) return;
  outlined = true;
  const held = await fetched("governorates.json");
  lines(Object.values(held.lines).flat(), held.unit, { color: "#c9c3bb", weight: 1 });
}

// Names of countries, governorates and towns where there is room, the more important first.
const named = L.layerGroup().addTo(map);
const known = [];
const asked = new Set();
async function names() {
  const zoom = map.getZoom();
  for (const [wanted, from] of [["", 0], ["?towns=1", 7]]) {
    if (asked.has(wanted) || zoom < from) continue;
    asked.add(wanted);
    known.push(...(await (await fetch(given.names + wanted)).json()).names);
  }
  named.clearLayers();
  const view = map.getBounds(), taken = [];
  for (const [lat, lon, rank, name] of known) {
    if (rank > (zoom < 6 ? 0 : zoom < 7 ? 1 : zoom < 8 ? 2 : 3) || (rank === 0 && zoom > 7) || (rank === 1 && zoom > 9) || !view.contains([lat, lon])) continue;
    const at = map.latLngToContainerPoint([lat, lon]);
    const wide = name.length * 4 + 10, box = [at.x - wide, at.y - 10, at.x + wide, at.y + 10];
    if (taken.length > 60 || taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
    taken.push(box);
    const text = document.createElement("span");
    text.dir = "auto";
    text.textContent = name;
    L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: `name r${rank}`, iconSize: [0, 0], html: text }) }).addTo(named);
  }
}

// What the desk says of the view.
const shown = L.layerGroup().addTo(map);
let asking = null;
const boxOf = (one) => (one[7] === 0 ? [one[0], one[1], one[0], one[1]] : one[7]);
function label(one, rough) {
  const [, , count, killed, counted, , km] = one;
  return [`${number(count)} ${given.saidIncidents}`, counted ? `${given.saidKilled}: ${number(killed)}` : "", rough || km > 2 ? given.saidWithin.replace("{km}", number(km)) : ""].filter(Boolean).join(" · ");
}
async function list(one, rough, marker) {
  const inside = document.createElement("div");
  inside.dir = rtl ? "rtl" : "ltr";
  inside.tabIndex = -1;
  inside.textContent = given.saidLoading;
  const popup = L.popup({ maxWidth: 360, autoPanPadding: [30, 30] }).setLatLng(marker.getLatLng()).setContent(inside).openOn(map);
  const closing = popup.getElement().querySelector(".leaflet-popup-close-button");
  // Leaflet hears the key only while the map itself has the focus.
  popup.getElement().addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(popup); });
  if (closing) closing.setAttribute("aria-label", given.saidClose);
  popup.on("remove", () => { (shown.hasLayer(marker) ? marker.getElement() : place).focus({ preventScroll: true }); });
  const answer = await fetch(address(given.here, { box: boxOf(one).join(","), known: rough ? "area" : "point", bare: 1 }));
  inside.innerHTML = answer.ok ? await answer.text() : "";
  if (!answer.ok) inside.textContent = given.saidFailed;
  popup.update();
  inside.focus({ preventScroll: true });
}
function open(one, rough, marker) {
  if (one[7] === 0 || one[2] === 1 || map.getZoom() >= NEAR) return list(one, rough, marker);
  const [south, west, north, east] = one[7];
  map.fitBounds([[south, west], [north, east]], { maxZoom: NEAR, padding: [40, 40], animate: !calm });
  place.focus({ preventScroll: true });
  return null;
}
function mark(one, rough) {
  const [lat, lon, count, , , , km] = one;
  const text = number(count);
  const size = rough ? Math.max(22, 10 + text.length * 8) : Math.round(22 + 7 * Math.log10(count));
  const icon = L.divIcon({ className: rough ? "areal" : "cluster", iconSize: [size, rough ? 20 : size], html: text });
  const said = label(one, rough);
  if (rough || (one[7] === 0 && (km > 2 ? map.getZoom() >= 8 : map.getZoom() >= 11)))
    L.circle([lat, lon], { pane: "areas", radius: km * 1000, interactive: false, color: rough ? "#6b21a8" : "#7c2d12", weight: 1, dashArray: "5 4", fillOpacity: rough ? 0.05 : 0.12 }).addTo(shown);
  const marker = L.marker([lat, lon], { icon, title: said, alt: said, riseOnHover: true, zIndexOffset: rough ? 0 : 1000 }).addTo(shown);
  const element = marker.getElement();
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", said);
  marker.on("click", () => open(one, rough, marker));
  element.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(one, rough, marker); } });
}
const view = () => {
  const b = map.getBounds();
  return [Math.max(b.getSouth(), -90), Math.max(b.getWest(), -180), Math.min(b.getNorth(), 90), Math.min(b.getEast(), 180)].map((v) => v.toFixed(4)).join(",");
};
async function ask(first) {
  if (asking) asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const box = view();
    const [data, table] = await Promise.all([
      fetch(address(given.data, { box, zoom: Math.round(map.getZoom()) }), { signal }).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); }),
      first ? null : fetch(address(given.table, { box }), { signal }).then((answer) => (answer.ok ? answer.text() : null)),
    ]);
    const focused = document.activeElement && shown.getLayers().some((one) => one.getElement && one.getElement() === document.activeElement);
    shown.clearLayers();
    // The larger first, so that the keyboard comes to them in the order of their weight; areas lie beneath.
    for (const one of data.points) mark(one, false);
    for (const one of data.areas) mark(one, true);
    if (focused) place.focus({ preventScroll: true });
    const sum = [...data.points, ...data.areas].reduce((total, one) => total + one[2], 0) + data.left_out;
    said.textContent = [given.saidView.replace("{n}", number(sum)), data.left_out ? given.saidLeft.replace("{n}", number(data.left_out)) : ""].filter(Boolean).join(" · ");
    if (table !== null) document.getElementById("places").innerHTML = table;
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = given.saidFailed;
  }
}

const at = /^#(-?[\d.]+),(-?[\d.]+),(\d+)$/.exec(location.hash);
const [south, west, north, east] = given.bounds.split(",").map(Number);
if (at) map.setView([Number(at[1]), Number(at[2])], Number(at[3]), { animate: false });
else map.fitBounds([[south, west], [north, east]], { maxZoom: 10, padding: [20, 20], animate: false });
let waiting = 0, making_room = false;
// Moving aside for a popup is no new view: what the popup hangs on stays.
map.on("autopanstart", () => { making_room = true; });
map.on("moveend", () => {
  if (making_room) { making_room = false; return; }
  const c = map.getCenter();
  history.replaceState(null, "", `#${c.lat.toFixed(3)},${c.lng.toFixed(3)},${map.getZoom()}`);
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => { ask(false); outlines(); names(); }, 200);
});
land().catch(() => { said.textContent = given.saidFailed; });
ask(!at);
outlines();
names();
place.dataset.ready = "1";
