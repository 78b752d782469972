//! Who may do what, as people read it: the committed matrix is the one that the rules give.

use std::{env, fs, path::Path};

#[test]
fn the_committed_matrix_is_that_of_the_rules() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/authorization-matrix.txt");
    let matrix = domain::access::matrix();
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, &matrix).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == matrix,
        "docs/authorization-matrix.txt is not up to date; UPDATE_SNAPSHOTS=1 rewrites it. It should be:\n{matrix}"
    );
}
