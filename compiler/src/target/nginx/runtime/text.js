// What header values are stripped of, and the only case folding there is: ASCII's.

// Outer spaces and tabs only.
function trim(text) {
    let start = 0;
    let end = text.length;
    while (start < end && isSpace(text[start])) {
        start++;
    }
    while (end > start && isSpace(text[end - 1])) {
        end--;
    }
    return text.slice(start, end);
}

function isSpace(character) {
    return character === ' ' || character === '\t';
}

// Lower case of ASCII letters only: Unicode has other letters whose lower case is one of ASCII's. In place, since njs
// keeps every string that a request ever built: letter by letter, a long one would cost hundreds of megabytes.
function lower(text) {
    if (text === '') {
        return text;
    }
    const octets = Buffer.from(text);
    const size = octets.length;
    for (let i = 0; i < size; i++) {
        const octet = octets[i];
        if (octet >= 0x41 && octet <= 0x5a) {
            octets[i] = octet + 32;
        }
    }
    return octets.toString();
}

export default { trim, lower };
