// Every text the scripts show; the page's own texts are in its template.

import type { Backend } from "../api/types";
import { megabytes, percent, plainMegabytes, seconds } from "./format";

const backends: Readonly<Record<Backend, string>> = { wasm: "WebAssembly", webgl: "WebGL" };

export const strings = {
  percent,
  transformers: { swift: "Swift", fine: "Fine" },
  downloading: "Downloading the painter",
  downloaded: (loaded: number, total: number) =>
    `Downloading: ${plainMegabytes(loaded)} of ${megabytes(total)}`,
  started: (loaded: number, total: number) =>
    `Trying this computer: step ${Math.min(loaded + 1, total)} of ${total}`,
  lookingAtStyle: "Looking at the style",
  paintingStep: (loaded: number, total: number) =>
    `Painting: step ${Math.min(loaded + 1, total)} of ${total}`,
  cancelled: "Cancelled.",
  painted: (photo: string, style: string) => `${photo}, painted in the style of ${style}`,
  done: (photo: string, style: string, duration: number) =>
    `Done in ${seconds(duration)} seconds: ${photo}, painted in the style of ${style}.`,
  paintingTitle: (style: string) => `in the style of ${style}`,
  preview: "Preview",
  facts: (network: string, width: number, height: number, duration: number, backend: Backend) =>
    `${network} · ${width} × ${height} · ${seconds(duration)} s · ${backends[backend]}`,
  firstDownload: (bytes: number, atMost: boolean) =>
    `The first painting downloads ${atMost ? "up to " : ""}${megabytes(bytes)}.`,
  setFacts: (bytes: number, licence: string) => `${megabytes(bytes)} · ${licence}`,
  noSuchSet: (name: string, title: string) =>
    `This site has no network set called “${name}”: ${title} paints instead.`,
  unexpected: "Something went wrong: try again, or reload the page.",
  sampleMissing: (title: string) =>
    `The sample picture “${title}” could not be downloaded: check the connection and try again.`,
  unreadable:
    "This file could not be read as a picture: choose a JPEG, PNG, WebP, GIF or AVIF file.",
  noPictureDropped: "That was no picture file: drop or paste a JPEG, PNG, WebP, GIF or AVIF file.",
} as const;
