// What every lane of a race has in common.
//
// A lane is a page with one runtime in it. race.py opens one for each runtime, has each prepare its
// networks, and then lets all subjects of all lanes run in turn, so that whatever slows the machine
// slows all of them.

export interface NetworkChoice {
  /** What the report calls it. */
  readonly name: string;
  /** Address of its file: a model.json, an ONNX file; for the engine, its entry in set.json. */
  readonly url: string;
}

export interface Task {
  readonly backend: "wasm" | "webgl" | "webgpu" | "cpu";
  /** Of the WASM backend; more than 1 works on isolated pages only. */
  readonly threads: number;
  readonly width: number;
  readonly height: number;
  readonly networks: readonly NetworkChoice[];
  /** Address of a photo. */
  readonly photo: string;
  readonly vector: readonly number[];
}

/** What one kernel of a run took. */
export interface KernelTime {
  readonly kernel: string;
  /** Of what it made. */
  readonly shape: readonly number[];
  readonly milliseconds: number;
}

/** Something to time. */
export interface Subject {
  readonly name: string;
  /** One run, from values in memory to values in memory. */
  run(): Promise<unknown>;
  /** What a run paints, [height, width, 3] in [0, 1]. */
  painting(): Promise<Float32Array>;
  /** The kernels of a run, in order, where they can be told apart. */
  profile?(): Promise<readonly KernelTime[]>;
}

/** What race.py drives. */
export interface Lane {
  prepare(task: Task): Promise<string[]>;
  /** Milliseconds of a run of a subject. */
  run(index: number): Promise<number>;
  painting(index: number): Promise<number[]>;
  profile(index: number): Promise<readonly KernelTime[]>;
}

/** Makes a lane of subjects that `open` makes ready. */
export function laneOf(open: (task: Task, values: Float32Array) => Promise<Subject[]>): Lane {
  let subjects: Subject[] = [];
  return {
    async prepare(task: Task): Promise<string[]> {
      subjects = await open(task, await photoValues(task));
      return subjects.map(({ name }) => name);
    },
    async run(index: number): Promise<number> {
      const begun = performance.now();
      await subjects[index]?.run();
      return performance.now() - begun;
    },
    async painting(index: number): Promise<number[]> {
      const values = await (subjects[index] as Subject).painting();
      return Array.from(values, (value) => Math.round(value * 255));
    },
    async profile(index: number): Promise<readonly KernelTime[]> {
      return (await subjects[index]?.profile?.()) ?? [];
    },
  };
}

/** Lets race.py drive subjects that `open` makes ready. */
export function expose(open: (task: Task, values: Float32Array) => Promise<Subject[]>): void {
  Object.assign(globalThis, { lane: laneOf(open) });
}

/** The photo squeezed to the size of the task, values in [0, 1], [height, width, 3]. */
async function photoValues({ photo, width, height }: Task): Promise<Float32Array> {
  const bitmap = await createImageBitmap(await (await fetch(photo)).blob());
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from++) {
    if (from % 4 !== 3) values[to++] = (data[from] as number) / 255;
  }
  return values;
}
