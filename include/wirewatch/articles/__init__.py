"""From the bytes of a page to labelled blocks and facts one can trust.

decode     bytes → text, whatever the server says about its charset
page       text → one tree, with everything bounded that a hostile page could blow up
blocks     tree → every paragraph-sized piece of the page, words unchanged
body       which of them trafilatura holds for the text
labels     what each of them is for (tables of words in `words`)
jsonld, declared, facts, people, dates    what the page says about itself, and who found it
verdict    what kind of page it is
extract    all of it, in order: `read_article`
"""
