//! The same statements through pgbench with prepared statements.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::Value;

use crate::{
    Failure,
    child::output,
    cluster::Cluster,
    load::Load,
    script::{ROOM, Statement, Term},
};

/// A script file for each sample, and the variables of all of them.
pub(crate) struct Scripts {
    files: Vec<PathBuf>,
    variables: Vec<String>,
}

pub(crate) fn scripts(folder: &Path, name: &str, samples: &[Vec<Statement>]) -> Result<Scripts, Failure> {
    let mut made = Scripts { files: Vec::new(), variables: Vec::new() };
    for (place, statements) in samples.iter().enumerate() {
        let mut script =
            format!("\\set turn :turn + 1\n\\set number :first + (:turn * :clients + :client_id) * {ROOM}\n");
        for statement in statements {
            for (text, term) in statement.texts.iter().zip(statement.terms.iter().map(Some).chain([None])) {
                script.push_str(text);
                match term {
                    // a variable of pgbench cannot be empty
                    Some(Term::Fixed(Value::String(Some(text)))) if text.is_empty() => script.push_str("''"),
                    Some(Term::Fixed(value)) => {
                        let variable = format!("v{place}_{}", made.variables.len());
                        made.variables.push(format!("{variable}={}", text_of(value)?));
                        script.push(':');
                        script.push_str(&variable);
                    }
                    Some(Term::Fresh(fresh)) => script.push_str(&fresh.expression(":number")),
                    None => {}
                }
            }
            script.push_str(";\n");
        }
        let file = folder.join(format!("{name}-{place}.sql"));
        fs::write(&file, script)?;
        made.files.push(file);
    }
    Ok(made)
}

fn text_of(value: &Value) -> Result<String, Failure> {
    match value {
        Value::BigInt(Some(number)) => Ok(number.to_string()),
        Value::Bool(Some(truth)) => Ok(truth.to_string()),
        Value::Uuid(Some(id)) => Ok(id.to_string()),
        Value::String(Some(text)) => Ok(text.clone()),
        other => Err(format!("a value that no statement sends: {other:?}").into()),
    }
}

/// Transactions per second.
pub(crate) fn per_second(
    cluster: &Cluster,
    database: &str,
    scripts: &Scripts,
    load: Load,
    first: u64,
) -> Result<f64, Failure> {
    if !load.warm_up.is_zero() {
        once(cluster, database, scripts, load, load.warm_up, first)?;
    }
    once(cluster, database, scripts, load, load.measured, first + (1 << 40))
}

fn once(
    cluster: &Cluster,
    database: &str,
    scripts: &Scripts,
    load: Load,
    time: Duration,
    first: u64,
) -> Result<f64, Failure> {
    let mut command = cluster.client("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
    command.arg(format!("--client={}", load.clients)).arg(format!("--time={}", time.as_secs().max(1)));
    command.arg("-D").arg("turn=0");
    command.arg("-D").arg(format!("clients={}", load.clients)).arg("-D").arg(format!("first={first}"));
    for variable in &scripts.variables {
        command.arg("-D").arg(variable);
    }
    for file in &scripts.files {
        command.arg("--file").arg(file);
    }
    let said = output(command.arg(database))?;
    let tps = said
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .ok_or_else(|| format!("pgbench: {said}"))?;
    Ok(tps.split(' ').next().unwrap_or_default().parse()?)
}
