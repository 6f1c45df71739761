// Stands in for a German page with a few texts: import it before what reads the page.

const TEXTS = {
  "studio.unexpected": "Etwas ging schief.",
  "batch.left_one": "Noch {count} Foto von {name}",
  "batch.left_other": "Noch {count} Fotos von {name}",
  "errors.file_missing": "Die Datei {file} fehlt (HTTP {status}).",
};

Object.assign(globalThis, {
  document: {
    documentElement: { lang: "de" },
    getElementById: (id: string) =>
      id === "strings" ? { textContent: JSON.stringify(TEXTS) } : null,
  },
});
