"""Fills the charts after `mkdocs build`, and before `mkdocs gh-deploy` publishes the site."""

import subprocess


def on_post_build(config):
    subprocess.run(["npx", "vibedasher-embed", "prerender", config.site_dir], check=True)
