// Every sentence the engine fails with, once: in English here, and for pages in other languages in
// the area "errors" of the strings files.

/** By reason: the code, and the message with the {names} of what is filled in. */
export const REASONS = {
  address_foreign: [
    "not-an-image",
    "This picture comes from another site, which does not let pages read it: save it and choose the file.",
  ],
  backend_lacking: [
    "no-backend",
    "{backend} does not work in this browser: let the page choose how to paint, or use another browser.",
  ],
  backend_none: [
    "no-backend",
    "This browser cannot paint: update it, or use a current Chrome, Edge, Firefox or Safari.",
  ],
  backend_unknown: [
    "invalid-argument",
    "There is no backend “{backend}”: choose one of {backends}.",
  ],
  disposed: ["disposed", "This Stylizer was disposed of: load another one."],
  file_damaged: [
    "network-file",
    "The file {file} is damaged: reload the page, and if that does not help, this site has to be uploaded again.",
  ],
  file_missing: [
    "network-file",
    "The file {file} is missing from this site (HTTP {status}): try again later, or upload the whole site again.",
  ],
  file_unreachable: [
    "network-file",
    "The file {file} could not be downloaded: check the connection and try again.",
  ],
  folder_damaged: [
    "network-file",
    "A file in {file} is damaged: reload the page, and if that does not help, this site has to be uploaded again.",
  ],
  frames_disposed: ["disposed", "These frames were disposed of: prepare for them again."],
  listener_argument: ["invalid-argument", "The option {option} has to be a function."],
  memory_argument: ["invalid-argument", "The memory has to be a number of bytes."],
  memory_painting: [
    "out-of-memory",
    "There is not enough memory to paint this picture: choose a smaller size.",
  ],
  memory_picture: [
    "out-of-memory",
    "There is not enough memory for this picture: choose a smaller size.",
  ],
  mixed_lengths: ["invalid-argument", "Mix only style vectors of the same length."],
  mixed_numbers: ["invalid-argument", "Give mixStyles one weight for each style vector."],
  mixed_weights: ["invalid-argument", "Weights must be 0 or more, and not all of them 0."],
  networks_argument: [
    "invalid-argument",
    "There is no folder of networks at “{networks}”: give the address of the one that holds index.json.",
  ],
  option_unknown: ["invalid-argument", "There is no option “{option}”: choose from {options}."],
  options_argument: [
    "invalid-argument",
    "Options have to be an object with names among these: {options}.",
  ],
  painter_crashed: ["crashed", "Painting failed unexpectedly: try again, or reload the page."],
  painter_idle: ["crashed", "The painter was not started: try again."],
  painter_lost: [
    "crashed",
    "Painting stopped and could not be taken up again: try again, with a smaller size if it happens again.",
  ],
  painter_missing: [
    "network-file",
    "The painter’s file {file} is missing: serve the whole folder of the site, and import stylizer.js by its address instead of bundling it.",
  ],
  painter_part_missing: [
    "network-file",
    "A part of the painter could not be downloaded: check the connection and reload the page.",
  ],
  painter_stopped: [
    "crashed",
    "The painter stopped unexpectedly: try again, with a smaller size if it happens again.",
  ],
  painter_unstarted: [
    "network-file",
    "The painter could not be started: check the connection and reload the page.",
  ],
  picture_falsified: [
    "not-an-image",
    "This browser falsifies what pages read of pictures, to protect against tracking: allow this page to read canvases and reload it, or use another browser.",
  ],
  picture_large: [
    "too-large",
    "This picture has {megapixels} megapixels: choose one with at most {most}.",
  ],
  picture_small: [
    "too-small",
    "This picture has only {width} × {height} pixels: choose one with at least {least} on each side.",
  ],
  picture_unloaded: [
    "not-an-image",
    "This picture cannot be read: it is empty, not loaded yet, or not an image.",
  ],
  picture_unreadable: [
    "not-an-image",
    "This file could not be read as a picture: choose a JPEG, PNG, WebP, GIF or AVIF file of at most {most} megapixels.",
  ],
  quality_unknown: ["invalid-argument", "There is no quality “{quality}”: choose {qualities}."],
  set_empty: ["network-file", "This site’s network set is empty."],
  set_unknown: [
    "invalid-argument",
    "This site has no network set “{name}”: choose one of {names}.",
  ],
  set_without_transformer: ["network-file", "This site’s network set has no transformer."],
  signal_argument: ["invalid-argument", "The option signal has to be an AbortSignal."],
  size_argument: ["invalid-argument", "The size has to be a number of pixels, 1 or more."],
  strength_argument: ["invalid-argument", "The strength has to be a number from 0 to {most}."],
  strokes_unknown: ["invalid-argument", "There are no strokes “{strokes}”: choose {known}."],
  style_size_argument: [
    "invalid-argument",
    "The size of a style has to be a number of pixels from {least} to {most}.",
  ],
  time_argument: ["invalid-argument", "The time has to be a number of milliseconds."],
  vector_argument: [
    "invalid-argument",
    "A style vector has {count} finite numbers: take one from Stylizer.style or mixStyles.",
  ],
} as const satisfies Readonly<Record<string, readonly [code: string, message: string]>>;
