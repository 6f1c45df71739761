// What a page around this one, which shows it in a frame, may forbid.

/**
 * Whether downloads may come to nothing: frames without "allow-downloads" drop them without an error,
 * and only pages of this origin let a frame see what it is allowed.
 */
export function mayDropDownloads(): boolean {
  if (window.top === window) return false;
  const frame = window.frameElement;
  if (!(frame instanceof HTMLIFrameElement)) return true;
  return frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-downloads");
}
