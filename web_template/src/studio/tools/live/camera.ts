// The visitor's cameras.

import { StudioError } from "../../page/studio-error";
import type { StudioContext } from "../../tool";

export interface Camera {
  readonly id: string;
  readonly label: string;
}

/** The cameras there are; their names are known once one of them was allowed. */
export async function cameras(): Promise<Camera[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/**
 * Opens a camera, or any where none is named.
 *
 * @throws StudioError that says why there is no picture and what to do
 */
export async function openCamera(
  id: string | undefined,
  text: StudioContext["text"],
): Promise<MediaStream> {
  const video = {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    ...(id ? { deviceId: { exact: id } } : { facingMode: "user" }),
  };
  try {
    // Pages that are not served safely have no cameras at all.
    if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (cause) {
    throw new StudioError(text(reason(cause)), { cause });
  }
}

function reason(cause: unknown): string {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError") return "live.camera_refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "live.camera_missing";
  if (name === "SecurityError") return "live.camera_unsafe";
  return "live.camera_busy";
}

/** Whether a stream shows the person in front of it, who expects a mirror. */
export function looksBack(stream: MediaStream): boolean {
  const facing = stream.getVideoTracks()[0]?.getSettings().facingMode;
  return facing !== "environment";
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
