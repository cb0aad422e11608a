"""Where a site's input comes from: seeds, images, custom pages, names.yml."""
