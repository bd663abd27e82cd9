// The widget of tiny.ipynb.
export default {
  render({ model, el }) {
    const said = document.createElement("p");
    const press = document.createElement("button");
    said.className = "said";
    said.textContent = model.get("said");
    press.textContent = "Press";
    press.onclick = () => model.send({ do: "press" });
    model.on("change:said", () => { said.textContent = model.get("said"); });
    el.innerHTML = "<h1>Here we are</h1><p><a href='tel:+0'>Call</a></p>";
    el.append(said, press);
    window.tinyModel = model; // for tests that talk to it themselves
    document.dispatchEvent(new Event("roleplay:ready"));
  },
};
