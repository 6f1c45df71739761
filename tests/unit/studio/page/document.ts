// Stands in for a German page with a few texts: import it before what reads the page.

const TEXTS = {
  "studio.unexpected": "Etwas ging schief.",
  "studio.part_missing": "Ein Teil fehlt.",
  "studio.format_limit": "{format} hat höchstens {most} Pixel.",
  "studio.canvas_limit": "Zu groß: {width} × {height}.",
  "stylize.address_broken": "abgebrochen",
  "stylize.address_forbidden": "verboten",
  "stylize.address_missing": "{status}",
  "stylize.address_unreachable": "keine Antwort",
  "stylize.address_wrong": "keine Adresse",
  "batch.left_one": "Noch {count} Foto von {name}",
  "batch.left_other": "Noch {count} Fotos von {name}",
  "errors.file_missing": "Die Datei {file} fehlt (HTTP {status}).",
};

Object.assign(globalThis, {
  document: {
    documentElement: { lang: "de" },
    createElement: () => undefined,
    getElementById: (id: string) =>
      id === "strings" ? { textContent: JSON.stringify(TEXTS) } : null,
  },
});
