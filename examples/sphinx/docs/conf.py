project = "Sales"
extensions = ["myst_parser"]
html_theme = "furo"

bundle = "https://cdn.jsdelivr.net/npm/@vibedasher/embed@0.1.0/cdn/"
html_css_files = [bundle + "vibedasher.css"]
html_js_files = [
    (bundle + "vibedasher.js", {"type": "module", "data-api-base": "http://127.0.0.1:4000/api"}),
]
