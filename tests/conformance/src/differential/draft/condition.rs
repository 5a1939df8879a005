//! Conditions of every operator over every operand.

use super::Draft;
use super::kind::{Field, Kind};

/// Headers and cookies that are not declared.
const LOOSE: [&str; 5] = [
    "header(\"x-mode\")",
    "header(\"accept\")",
    "header(\"user-agent\")",
    "cookie(\"region\")",
    "cookie(\"theme\")",
];

impl Draft<'_> {
    /// A condition over these fields and what every request has.
    pub(super) fn expression(&mut self, fields: &[Field], depth: usize) -> String {
        let choice = self.random.below(if depth == 0 { 3 } else { 8 });
        match choice {
            0..=2 => self.atom(fields),
            3 | 4 => {
                let (left, right) =
                    (self.expression(fields, depth - 1), self.expression(fields, depth - 1));
                format!("({left} and {right})")
            }
            5 | 6 => {
                let (left, right) =
                    (self.expression(fields, depth - 1), self.expression(fields, depth - 1));
                format!("({left} or {right})")
            }
            _ => format!("not ({})", self.expression(fields, depth - 1)),
        }
    }

    fn atom(&mut self, fields: &[Field]) -> String {
        if self.once_in(4) || fields.is_empty() {
            return self.free();
        }
        let field = self.pick(fields);
        let atom = self.about(&field, fields);
        // What not every scheme gives may be asked only behind a scheme.
        if field.name.starts_with("principal.") && self.once_in(2) {
            let scheme = self.pick(&self.schemes.clone());
            return format!("(principal.scheme == {scheme} and {atom})");
        }
        atom
    }

    /// What can be asked of every request.
    fn free(&mut self) -> String {
        let (role, scheme) = (self.pick(&self.roles.clone()), self.pick(&self.schemes.clone()));
        let loose = self.text(&LOOSE);
        match self.random.below(12) {
            0 | 1 => format!("principal has {role}"),
            2 => format!("principal.scheme == {scheme}"),
            3 => "client.ip in inside".to_owned(),
            4 => "client.ip in [198.18.0.0/28, 2001:db8::/32]".to_owned(),
            5 => "method == \"GET\"".to_owned(),
            6 => "time >= 2026-05-01".to_owned(),
            7 => "tls is set".to_owned(),
            8 => format!("{loose} is set"),
            _ => {
                let field = Field::of(loose, Kind::Text);
                self.about(&field, &[])
            }
        }
    }

    fn other(&mut self, field: &Field, fields: &[Field]) -> String {
        let alike =
            |other: &&Field| other.kind == field.kind && !other.is_list && other.name != field.name;
        let others: Vec<Field> = fields.iter().filter(alike).cloned().collect();
        if !others.is_empty() && self.once_in(2) {
            return self.pick(&others).name;
        }
        self.text(field.kind.literals())
    }

    fn about(&mut self, field: &Field, fields: &[Field]) -> String {
        let name = &field.name;
        if self.once_in(6) {
            return format!("{name} is set");
        }
        let other = self.other(field, fields);
        if field.is_list {
            return format!("{other} in {name}");
        }
        let equal = self.text(&["==", "!="]);
        let order = self.text(&["<", "<=", ">", ">=", "==", "!="]);
        match field.kind {
            Kind::Text => match self.random.below(6) {
                0 => format!("{name} in [{other}, \"b\", \"hard\"]"),
                1 => format!("{name} starts_with \"a\""),
                2 => format!("{name} ends_with \"d\""),
                3 => format!("{name} matches r\"[a-c]+|r.d|\\d+\""),
                _ => format!("{name} {equal} {other}"),
            },
            Kind::Uuid => format!("{name} {equal} {other}"),
            Kind::Bool => format!("{name} {equal} {other}"),
            Kind::Ip => match self.random.below(2) {
                0 => format!("{name} in inside"),
                _ => format!("{name} in [10.0.0.0/8, 2001:db8::/32]"),
            },
            Kind::Int | Kind::Decimal => match self.random.below(4) {
                0 => format!("{name} + {other} {order} 5"),
                1 => format!("{name} - 1 {order} {other}"),
                2 => format!("{name} in [1, 3, {other}]"),
                _ => format!("{name} {order} {other}"),
            },
            Kind::Time => match self.random.below(4) {
                0 => format!("{name} within 5m"),
                1 => format!("time - {name} {order} 10m"),
                2 => format!("{name} + 1h {order} {other}"),
                _ => format!("{name} {order} {other}"),
            },
            Kind::Date => format!("{name} {order} {other}"),
            Kind::Duration => match self.random.below(3) {
                0 => format!("{name} + 1m {order} {other}"),
                1 => format!("time + {name} {order} 2030-01-01"),
                _ => format!("{name} {order} {other}"),
            },
        }
    }
}
