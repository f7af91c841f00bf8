"""The file formats, as frozen data: what a référentiel, a sujet, a kit, a session and a candidate are."""
