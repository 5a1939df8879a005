// Stage 9: the query string against the route's query schema.

import path from 'path.js';
import scalar from 'scalar.js';

// The single values by '=' + name (lists are only checked); null if the query is refused.
function read(route, query) {
    const given = query === null || query === '' ? {} : split(query);
    if (given === null) {
        return null;
    }
    const schema = route.query === null ? null : plan.schemas[route.query];
    const names = Object.keys(given);
    const values = {};
    let required = 0;
    for (let i = 0; i < names.length; i++) {
        const field = schema === null ? undefined : schema.fields[names[i]];
        if (field === undefined || field.readOnly || !isOfType(plan.types[field.type], given[names[i]])) {
            return null;
        }
        values[names[i]] = given[names[i]][0];
        required += field.required;
    }
    if (schema !== null && required !== schema.required) {
        return null;
    }
    return values;
}

// The decoded values of each name, by '=' + name.
function split(query) {
    const given = {};
    const pieces = query.split('&');
    for (let i = 0; i < pieces.length; i++) {
        const sign = pieces[i].indexOf('=');
        const name = decode(sign < 0 ? pieces[i] : pieces[i].slice(0, sign));
        const value = sign < 0 ? '' : decode(pieces[i].slice(sign + 1));
        if (name === null || value === null) {
            return null;
        }
        if (given['=' + name] === undefined) {
            given['=' + name] = [];
        }
        given['=' + name].push(value);
    }
    return given;
}

function decode(text) {
    return path.decode(text.split('+').join(' '));
}

function isOfType(type, values) {
    if (type.kind !== 'list') {
        return values.length === 1 && isValue(type, values[0]);
    }
    if ((type.min !== null && values.length < type.min) || (type.max !== null && values.length > type.max)) {
        return false;
    }
    for (let i = 0; i < values.length; i++) {
        if (!isValue(plan.types[type.item], values[i])) {
            return false;
        }
    }
    return true;
}

// Control characters stand in strings only, where the type says which.
function isValue(type, text) {
    return (type.kind === 'string' || !hasControl(text)) && scalar.isText(type, text);
}

function hasControl(text) {
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code < 0x20 || code === 0x7f) {
            return true;
        }
    }
    return false;
}

export default { read, split };
