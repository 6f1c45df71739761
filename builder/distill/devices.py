"""The devices that a training runs on."""

from __future__ import annotations

import os
import platform

import keras

from builder.distill.data.batches import Share

_CLUSTER = "KERAS_DISTRIBUTION_JOB_ADDRESSES"


def distribute() -> Share:
    """Share every batch among all devices; return this process's part.

    Only JAX trains on several devices. Where the variables of `keras.distribution.initialize` are
    set, this process is one of several, as on the hosts of a TPU pod.
    """
    if keras.backend.backend() != "jax":
        return Share()
    if _CLUSTER in os.environ:
        keras.distribution.initialize()
    import jax

    devices = keras.distribution.list_devices()
    if len(devices) > 1:
        keras.distribution.set_distribution(keras.distribution.DataParallel(devices=devices))
    return Share(jax.process_index(), jax.process_count(), len(devices))


def process_index() -> int:
    """The number of this process, 0 where it is the only one."""
    if keras.backend.backend() != "jax":
        return 0
    import jax

    return int(jax.process_index())


def machine() -> str:
    """What a training runs on: processor or devices, cores, Keras backend."""
    backend = f"Keras {keras.__version__} with {keras.backend.backend()}"
    if keras.backend.backend() == "jax":
        devices = [d for d in keras.distribution.list_devices() if not d.startswith("cpu")]
        if devices:
            return f"{len(devices)} x {devices[0].split(':')[0]}, {backend}"
    return f"{os.cpu_count()} {platform.machine()} processor cores, {backend}"
