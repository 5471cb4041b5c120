"""Makes the short sound that stands for every recording and voicemail."""

import io
import math
import wave

_RATE = 8000
_SECONDS = 1
_PITCH = 440.0
_LOUDNESS = 48


def tone() -> bytes:
    """Return a WAV file: one second of a quiet 440 Hz tone, 8 kHz, mono, 8 bit."""
    samples = bytes(
        128 + round(_LOUDNESS * math.sin(2 * math.pi * _PITCH * i / _RATE))
        for i in range(_RATE * _SECONDS)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(samples)
    return file.getvalue()
