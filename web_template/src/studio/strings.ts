// Every text the scripts show; the page's own texts are in its template.

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export const strings = {
  ownPhoto: "Your photo",
  ownStyle: "Your style",
  backends: { wasm: "WASM", webgl: "WebGL" },
  downloading: "Downloading the painter",
  downloaded: (loaded: number, total: number) =>
    `Downloading: ${megabytes(loaded)} of ${megabytes(total)} MB`,
  starting: "Getting ready",
  started: (loaded: number, total: number) =>
    `Trying this computer: step ${Math.min(loaded + 1, total)} of ${total}`,
  lookingAtStyle: "Looking at the style",
  painting: "Painting",
  paintingStep: (loaded: number, total: number) =>
    `Painting: step ${Math.min(loaded + 1, total)} of ${total}`,
  cancelled: "Cancelled.",
  painted: (photo: string, style: string) => `${photo}, painted in the style of ${style}`,
  done: (photo: string, style: string, seconds: string) =>
    `Done in ${seconds} seconds: ${photo}, painted in the style of ${style}.`,
  paintingTitle: (style: string) => `in the style of ${style}`,
  facts: (width: number, height: number, seconds: string, backend: string) =>
    `${width} × ${height} · ${seconds} s · ${backend}`,
  unexpected: "Something went wrong: try again, or reload the page.",
  sampleMissing: (title: string) =>
    `The sample picture “${title}” could not be downloaded: check the connection and try again.`,
  unreadable:
    "This file could not be read as a picture: choose a JPEG, PNG, WebP, GIF or AVIF file.",
  noPictureDropped: "That was no picture file: drop or paste a JPEG, PNG, WebP, GIF or AVIF file.",
} as const;
