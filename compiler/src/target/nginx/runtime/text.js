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

// Lower case of ASCII letters only: Unicode has other letters whose lower case is one of ASCII's.
function lower(text) {
    let lowered = '';
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        lowered += code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 32) : text[i];
    }
    return lowered;
}

export default { trim, lower };
