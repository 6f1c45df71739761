"""`build-site networks`: list, fetch and import network sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.errors import AtelierError, UnknownNetworkSetError, nearest
from builder.given import PATH

if TYPE_CHECKING:
    from builder.networks.network_set import NetworkSet

_FORCE = click.option("--force", is_flag=True, help="Replace an imported set of that name.")


@click.group(invoke_without_command=True)
@click.pass_context
def networks(context: click.Context) -> None:
    """List, fetch and import network sets.

    Without a verb: list the sets that come with Atelier, those in the cache, and published ones
    that can be fetched.
    """
    if context.invoked_subcommand is None:
        _list()


@networks.command()
@click.argument("name")
@click.option(
    "--address", metavar="URL", help="Folder on the web with the files, if not the publisher's."
)
@_FORCE
def fetch(name: str, address: str | None, force: bool) -> None:
    """Download the published set NAME into the cache, check it and import it."""
    from builder.networks.fetch import fetch_files
    from builder.networks.importing import Labels, check_name, import_set
    from builder.networks.published import PUBLISHED_SETS, published_set

    published = published_set(name)
    if published is None:
        names = [one.name for one in PUBLISHED_SETS]
        raise UnknownNetworkSetError(f'No published set is called "{name}"; {nearest(name, names)}')
    check_name(name, force)
    licence = f"{published.licence} ({published.licence_url})"
    click.echo(f"{published.title}: {_size(published.size)}, {licence}")
    files = fetch_files(published, address)
    click.echo("Importing ...")
    _report(import_set(files, Labels(name=name), force=force))


@networks.command("import")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True, type=PATH)
@click.option("--name", required=True, help="What to call the set.")
@click.option("--title", help="Its name for visitors.  [default: made of NAME]")
@click.option("--character", metavar="TEXT", help="One sentence for visitors: how it paints.")
@click.option("--licence", metavar="SPDX", help="Licence of the weights.  [default: as stated]")
@click.option(
    "--vector-space",
    metavar="NAME",
    help="Space of its style vectors; sets of one space share styles.  [default: NAME]",
)
@_FORCE
def import_(
    sources: tuple[Path, ...],
    name: str,
    title: str | None,
    character: str | None,
    licence: str | None,
    vector_space: str | None,
    force: bool,
) -> None:
    """Import a style network and its transformer into the cache.

    SRC is a folder that holds the two networks, or each of them: TensorFlow Lite files,
    SavedModels, TensorFlow.js graph models or .keras files; or one SavedModel that takes both
    pictures. SavedModels and Keras files can run code: import only what you trust.
    """
    from builder.networks.importing import Labels, check_name, import_set

    check_name(name, force)
    labels = Labels(name, title, character, licence, vector_space)
    _report(import_set(sources, labels, force=force))


def _list() -> None:
    from builder.networks.catalog import find_set
    from builder.networks.locations import embedded_sets, imported_sets, sets_folder
    from builder.networks.published import PUBLISHED_SETS

    click.echo("Embedded:")
    for name in embedded_sets():
        click.echo(_line(find_set(name)))
    imported = imported_sets()
    click.echo(f"Fetched or imported, in {sets_folder()}:" if imported else "Imported: none")
    for name in imported:
        try:
            click.echo(_line(find_set(name)))
        except AtelierError as error:
            click.echo(f"  {name}  {error.format_message()}")
    missing = [one for one in PUBLISHED_SETS if one.name not in imported]
    if missing:
        click.echo("To be fetched, with build-site networks fetch NAME:")
    for one in missing:
        click.echo(f"  {one.name}  {one.title} ({_size(one.size)}; {one.licence})")


def _line(chosen: NetworkSet) -> str:
    return f"  {chosen.name}  {chosen.title} ({', '.join(chosen.roles)}; {chosen.licence})"


def _report(chosen: NetworkSet) -> None:
    """Say what an import found out."""
    from builder.networks.importing import UNKNOWN_LICENCE
    from builder.networks.network_set import STYLE

    click.echo(f"Imported {chosen.name} into {chosen.folder}")
    style = chosen.shapes[STYLE]
    side = style["size"]
    click.echo(
        f"  style: {style['kind']}, {style['parameters']:,} parameters; "
        f"picture [1, {side}, {side}, 3] to a vector of {style['vector']}"
    )
    for role in chosen.transformers:
        entry = chosen.shapes[role]
        click.echo(
            f"  {role}: {entry['kind']}, {entry['parameters']:,} parameters; picture "
            f"[1, H, W, 3] and vector {entry['vector']} to a picture, "
            f"H and W multiples of {entry['multiple']} from {entry['minimum']}"
        )
        click.echo(f"    {_tiling(entry)}")
    click.echo(f"  licence: {chosen.licence}")
    if chosen.licence == UNKNOWN_LICENCE:
        click.echo("    no licence is stated: find out whether you may publish the networks,")
        click.echo("    and import them again with --licence and --force")
    click.echo(f"  vector space: {chosen.vector_space}")


def _tiling(entry: dict[str, Any]) -> str:
    return "can be tiled (folds)" if entry["folds"] else "painted whole"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
