// The visitor's cameras.

import { StudioError } from "../page/studio-error";
import { text } from "../page/texts";

export interface Camera {
  readonly id: string;
  readonly label: string;
}

/** The cameras there are; their names are known once one of them was allowed. */
export async function cameras(): Promise<Camera[]> {
  // Where a frame or a policy forbids cameras, there are none to choose from.
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/**
 * Opens a camera that is wanted until `signal` aborts: then it is off, even if it starts later.
 *
 * @throws StudioError that says why there is no picture and what to do; the signal's reason
 */
export async function openCamera(
  video: MediaTrackConstraints,
  signal: AbortSignal,
): Promise<MediaStream> {
  signal.throwIfAborted();
  let stream: MediaStream;
  try {
    // Pages that are not served safely have no cameras at all.
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (cause) {
    signal.throwIfAborted();
    throw new StudioError(text(reasonOf(cause)), { cause });
  }
  const stop = () => stopCamera(stream);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  signal.throwIfAborted();
  return stream;
}

/** The key of the text that says why there is no picture of a camera. */
export function reasonOf(cause: unknown): string {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError") return "studio.camera_refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "studio.camera_missing";
  if (name === "SecurityError") return "studio.camera_unsafe";
  return "studio.camera_busy";
}

/**
 * Watches what becomes of a camera.
 *
 * @param onLost called when it ends by itself: unplugged, or no longer allowed
 * @param onPaused called when it gives no pictures for a while, as with a key that switches it off
 */
export function watchCamera(
  stream: MediaStream,
  onLost: (error: StudioError) => void,
  onPaused: () => void = () => {},
): void {
  for (const track of stream.getTracks()) {
    track.addEventListener("ended", () => onLost(new StudioError(text("studio.camera_lost"))));
    track.addEventListener("mute", onPaused);
  }
}

/** Whether a stream shows the person in front of it, who expects a mirror. */
export function looksBack(stream: MediaStream): boolean {
  const facing = stream.getVideoTracks()[0]?.getSettings().facingMode;
  return facing !== "environment";
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
