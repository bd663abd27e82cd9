// A participant's page in a workshop. It has no kernel: the server itself tells it where the workshop stands.
import { outScreen, seatBar, seatScreen } from "./seat_screen.js";
import { seatModel } from "./seat_model.js";
import { raise } from "./stage.js";

const APP = {
  screens: { seat: seatScreen, seat_out: outScreen },
  bar: seatBar,
};

/** Begin on the page that the server has sent: it carries the words, and which workshop it is. */
function begin() {
  const given = document.getElementById("rp-seat");
  if (!given) return;
  const base = document.documentElement.dataset.baseUrl.replace(/\/+$/, "");
  const data = JSON.parse(given.textContent);
  const path = `/w/${data.id}`;
  raise(seatModel({ ...data, page: `${location.origin}${base}${path}`, path }), document.querySelector("[data-seat]"), APP);
}

begin();

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
