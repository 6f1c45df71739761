/**
 * The first bytes of the runtime's memory, which all threads share; the engine alone decides what lies
 * where, as the binaries have no data of their own (the build checks that).
 *
 * | address | bytes | what |
 * | --- | --- | --- |
 * | 0 | 1024 | nothing: the address 0 stands for "none" |
 * | `BARRIER` | 12 | three numbers of 32 bits, 0 at first: threads that arrived, round, next share (`assembly/barrier.ts`) |
 * | `COMMAND` | 20 | five numbers of 32 bits: round, and address, count, scratch and scratch bytes of a schedule (`thread-pool.ts`) |
 * | `FIRST_BLOCK` | the rest | weights, pictures, steps and scratch, taken one after the other (`runtime.ts`) |
 *
 * Barrier and command lie in cache lines of their own, 64 bytes each, so that waiting for the one does
 * not slow down the other.
 */
export const BARRIER = 1024;
export const COMMAND = 1088;
export const FIRST_BLOCK = 2048;
