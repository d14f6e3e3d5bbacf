"""From the bytes of a page to labelled blocks and facts one can trust.

decode     bytes → text, whatever the server says about its charset
page       text → one tree, with everything bounded that a hostile page could blow up
blocks     tree → every paragraph-sized piece of the page, words unchanged
body       which of them trafilatura holds for the text
labels     what each of them is for (tables of words in `words`)
jsonld, declared, facts, people, pictures, dates    what the page says about itself, who found it
signed     who signs it, where neither its metadata nor a byline names anybody
verdict    what kind of page it is
extract    all of it, in order: `read_article`
"""
