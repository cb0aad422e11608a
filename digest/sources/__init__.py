"""Where a site's input comes from: seeds, images, custom pages, notes, names.yml."""
