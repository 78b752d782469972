//! Role × permission as text, so that a change of rights is a visible difference in a committed file.

use std::fmt::Write;

use super::{Permission, Reach, Role};

/// The matrix: a row for each permission, a column for each role; `+` may, `o` only on own jobs or tickets, `.` may not.
#[must_use]
pub fn matrix() -> String {
    let mut text = String::new();
    for (column, role) in Role::ALL.iter().enumerate() {
        // writing to a String cannot fail
        let _ = writeln!(
            text,
            "{:>2} {:<18} {:<9} {}",
            column + 1,
            role.as_str(),
            role.reach().as_str(),
            role.zh()
        );
    }
    text.push('\n');
    let _ = write!(text, "{:<18}", "");
    for column in 1..=Role::ALL.len() {
        let _ = write!(text, "{column:>3}");
    }
    text.push('\n');
    for permission in Permission::ALL {
        let _ = write!(text, "{:<18}", permission.as_str());
        for role in Role::ALL {
            let _ = write!(text, "{:>3}", mark(*role, *permission));
        }
        text.push('\n');
    }
    text
}

fn mark(role: Role, permission: Permission) -> char {
    let own = match role.reach() {
        Reach::OwnJobs => permission.is_own_job_only(),
        Reach::OwnOnly => permission.capability() == "tickets" && permission != Permission::TicketsRegister,
        Reach::Company | Reach::Branch => false,
    };
    match (role.permits(permission), own) {
        (false, _) => '.',
        (true, true) => 'o',
        (true, false) => '+',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_mark_for_every_role_and_permission() {
        let text = matrix();
        let rows: Vec<&str> = text.lines().skip(Role::ALL.len() + 2).collect();
        assert_eq!(rows.len(), Permission::ALL.len());
        for (row, permission) in rows.iter().zip(Permission::ALL) {
            let marks: Vec<&str> = row.split_whitespace().skip(1).collect();
            assert!(row.starts_with(permission.as_str()));
            assert_eq!(marks.len(), Role::ALL.len());
            for (mark, role) in marks.iter().zip(Role::ALL) {
                assert_eq!(*mark != ".", role.permits(*permission), "{permission} {role}");
            }
        }
    }
}
