// The sound of a playing video, for recordings of it.

import { recordedSound, type VideoFormat } from "../../video/formats";

/** The sound of a video element, which stays audible. */
export class ElementSound {
  readonly #video: HTMLVideoElement;
  #context: AudioContext | undefined;
  #heard: MediaStreamAudioDestinationNode | undefined;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** A recorder of what is heard from its start on; undefined where the browser records none. */
  async recorder(format: VideoFormat): Promise<SoundRecorder | undefined> {
    const mimeType = recordedSound(format);
    if (!mimeType) return undefined;
    this.#heard ??= this.#listen();
    await this.#context?.resume();
    return new SoundRecorder(this.#heard.stream, mimeType);
  }

  /** From now on the element is heard through the audio context: once for all files it plays. */
  #listen(): MediaStreamAudioDestinationNode {
    const context = new AudioContext();
    const heard = context.createMediaStreamDestination();
    const source = context.createMediaElementSource(this.#video);
    source.connect(context.destination);
    source.connect(heard);
    // Browsers suspend what is not heard for a while.
    this.#video.addEventListener("play", () => void context.resume());
    this.#context = context;
    return heard;
  }
}

/** Records a sound beside the frames of a video: in the browser's own thread, which drops nothing. */
export class SoundRecorder {
  readonly #recorder: MediaRecorder;
  readonly #parts: Blob[] = [];
  readonly #stopped: Promise<void>;

  constructor(stream: MediaStream, mimeType: string) {
    this.#recorder = new MediaRecorder(stream, { mimeType });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#parts.push(data));
    this.#stopped = new Promise((resolve) => {
      this.#recorder.addEventListener("stop", () => resolve(), { once: true });
    });
  }

  start(): void {
    this.#recorder.start();
  }

  /** The sound from its start until now. */
  async finish(): Promise<Blob> {
    // It stops by itself when it fails.
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    await this.#stopped;
    return new Blob(this.#parts);
  }
}
