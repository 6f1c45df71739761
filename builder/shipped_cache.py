"""Makes the cache that an installed package brings.

`python -m builder.shipped_cache DIR` puts all into DIR that a build of the default site takes from
the cache. It needs the packages that
convert networks, and Node.js with npm; `hatch_build.py` runs it for a wheel.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from pathlib import Path

from builder.bundle.node import install_packages
from builder.cache import handed_out
from builder.paths import cache_folder, web_template_folder
from builder.site.build import build_site
from builder.site.config import SiteConfig


def ship(folder: Path) -> None:
    """Write into `folder`, which is emptied first, what builds of the default site need.

    Raises:
        AtelierError: the site cannot be built.
    """
    # Only a site that knows its address has a card for social networks.
    config = SiteConfig(base_url="https://example.org/")
    with tempfile.TemporaryDirectory() as site:
        build_site(config, Path(site) / "first")
        # What the first build made others of, such as whole drawings, is not asked for again.
        handed_out.clear()
        build_site(config, Path(site) / "second")
    shutil.rmtree(folder, ignore_errors=True)
    for made in dict.fromkeys(handed_out):
        shutil.copytree(made, folder / made.relative_to(cache_folder()))
    # For the packages that the wheel has besides.
    install_packages(web_template_folder())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    ship(Path(sys.argv[1]))
