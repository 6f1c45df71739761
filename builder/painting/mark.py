"""The mark that paintings carry: XMP that says that a trained network took part in them."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL.PngImagePlugin import PngInfo

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's word for a picture that is in part of a model's making, in part a photo."""

_TIFF_XMP = 700
_MP4_XMP = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
_MP4 = {".m4v", ".mov", ".mp4"}
_MATROSKA = {".mkv", ".webm"}


def xmp_packet(tool: str) -> str:
    """The XMP of a painting that `tool` made, as ISO 16684-1 has it."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' xmp:CreatorTool="{escape(tool)}" Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def save_options(kind: str, xmp: str) -> dict[str, Any]:
    """What `Image.save` has to be given to write XMP, where files of a kind have a place for it."""
    data = xmp.encode()
    if kind in {"AVIF", "JPEG", "WEBP"}:
        return {"xmp": data}
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp)
        return {"pnginfo": info}
    return {"tiffinfo": {_TIFF_XMP: data}} if kind == "TIFF" else {}


def ffmpeg_options(suffix: str, xmp: str) -> list[str]:
    """Options with which ffmpeg writes XMP as a tag, into files that have no other place for it."""
    return ["-metadata", f"XMP={xmp}"] if suffix.lower() in _MATROSKA else []


def mark_mp4(file: Path, xmp: str) -> None:
    """Put XMP behind the boxes of a finished MP4 file; files of other kinds stay as they are."""
    if file.suffix.lower() not in _MP4:
        return
    content = b"uuid" + _MP4_XMP + xmp.encode()
    with file.open("ab") as stream:
        stream.write((4 + len(content)).to_bytes(4, "big") + content)
