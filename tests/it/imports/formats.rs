use contract::{
    assets::{CustomerSummary, UnitSummary},
    imports::{ImportState, ImportView},
    page::Page,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{apply, checked, counts, ended, findings, said};
use crate::{
    assets::{compressor, product},
    harness::{World, both},
};

both!(
    a_gb18030_list_with_semicolons_is_read,
    a_utf_16_list_with_tabulators_is_read,
    a_workbook_is_read,
    a_list_that_cannot_be_read_says_why,
);

/// `㐂` has four bytes in GB18030 and none in GBK.
const GB18030: &[u8] = include_bytes!("customers.gb18030.csv");

async fn names(world: &World) -> Vec<String> {
    let page: Page<CustomerSummary> = world.sign_in("hq_service").await.get("/customers").await.read(200);
    let mut names: Vec<_> = page.items.into_iter().map(|item| item.name).collect();
    names.sort();
    names
}

async fn a_gb18030_list_with_semicolons_is_read(world: World) {
    let view = checked(&world, "customers", GB18030).await;
    assert_eq!((view.detected.encoding.as_str(), view.detected.separator.as_deref()), ("gb18030", Some(";")));
    assert_eq!(counts(&apply(&world, &view).await), [2, 0, 0, 0]);
    assert_eq!(names(&world).await, ["上海㐂木堂食品机械有限公司", "苏州精密机械有限公司"]);
}

async fn a_utf_16_list_with_tabulators_is_read(world: World) {
    let text = "\u{feff}客户名称\t电话\r\n甲厂\t13800138001\r\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let view = checked(&world, "customers", &bytes).await;
    assert_eq!(
        (view.detected.encoding.as_str(), view.detected.separator.as_deref()),
        ("UTF-16LE", Some("\t"))
    );
    assert_eq!(counts(&apply(&world, &view).await), [1, 0, 0, 0]);
}

/// As people make them: a title, an empty row, numbers that are no numbers, real dates.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "装机清单").unwrap();
    for (column, header) in
        ["机号", "产品型号", "销售日期（必填）", "交付日期", "运行小时"].iter().enumerate()
    {
        sheet.write(2, u16::try_from(column).unwrap(), *header).unwrap();
    }
    sheet.write(3, 0, 20_240_185).unwrap();
    sheet.write(3, 1, "KY-55").unwrap();
    let day = Format::new().set_num_format("yyyy/m/d");
    sheet.write_with_format(3, 2, ExcelDateTime::from_ymd(2024, 3, 1).unwrap(), &day).unwrap();
    sheet.write(3, 3, "2024年3月12日").unwrap();
    sheet.write(3, 4, 3120.0).unwrap();
    sheet.write(5, 0, "KY55-X").unwrap();
    sheet.write(5, 1, "没有").unwrap();
    book.save_to_buffer().unwrap()
}

async fn a_workbook_is_read(world: World) {
    product(&world, compressor("KY-55")).await;
    let hq = world.sign_in("hq_service").await;
    let query = [("kind", "units"), ("file_name", "装机.xlsx")];
    let sent: ImportView =
        hq.post("/imports").query(&query).bytes("application/octet-stream", &workbook()).await.read(201);
    let view = ended(&hq, &sent).await;
    assert_eq!(
        (view.detected.format.as_str(), view.file_name.as_str(), counts(&view)),
        ("xlsx", "装机.xlsx", [1, 0, 0, 1])
    );
    assert_eq!(said(&findings(&world, &view).await), [(6, "产品型号", "没有", "error", "unknown_reference")]);
    assert_eq!(counts(&apply(&world, &view).await), [1, 0, 0, 1]);
    let found: Vec<UnitSummary> = hq.get("/units/lookup").query(&[("serial", "20240185")]).await.read(200);
    assert_eq!(found[0].sold_on.map(|day| day.to_string()).as_deref(), Some("2024-03-01"));
}

async fn a_list_that_cannot_be_read_says_why(world: World) {
    let failed = |content: &'static [u8]| {
        let world = world.clone();
        async move {
            let view = checked(&world, "customers", content).await;
            assert_eq!(view.state, ImportState::Failed);
            view.failure.unwrap()
        }
    };
    assert!(failed(b"\xb0,\xff\xff\n").await.contains("GB18030"));
    assert!(failed("名称,电话\n".as_bytes()).await.contains("no rows"));
    assert!(failed("颜色,电话\n红,13800138000\n".as_bytes()).await.contains("客户名称"));
    assert_eq!(names(&world).await, [""; 0]);
}
