//! Names of people and companies, telephone numbers. All invented; the telephone numbers lie in blocks that are not
//! given out (middle digits 0000).

use super::{chance::Chance, geography::Town};

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓",
    "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平",
    "刚", "桂英", "建国", "建华", "志强", "志刚", "晓东", "晓燕", "海燕", "海波", "文博", "文静", "国栋",
    "国庆", "新民", "玉兰", "玉珍", "春梅", "春生", "立军", "立新", "子轩", "雨桐", "宇航", "浩然", "思远",
    "佳怡", "俊杰", "丽华", "永胜", "德明", "金龙", "红梅",
];
const BRANDS: &[&str] = &[
    "宏远", "瑞泰", "金锋", "恒力", "华盛", "鼎信", "新锐", "中联", "博达", "凯盛", "永固", "盛达", "天工",
    "科源", "精诚", "立信", "万通", "德邦", "嘉禾", "旭日", "兴业", "海纳", "信达", "昌隆", "巨力", "华美",
    "腾飞", "众合", "顺源", "润泽", "百川", "晨光", "浩宇", "三立", "欧科", "同创", "联发", "正源", "普瑞",
];
const INDUSTRIES: &[&str] = &[
    "精密机械",
    "汽车零部件",
    "模具",
    "纺织",
    "食品",
    "化工",
    "新型建材",
    "电子科技",
    "新能源科技",
    "医疗器械",
    "水务",
    "纸业",
    "印染",
    "塑业",
    "铸造",
    "五金制品",
    "航空部件",
    "轴承",
    "电机",
    "包装",
];
const FORMS: &[(&str, f64)] =
    &[("有限公司", 78.0), ("股份有限公司", 12.0), ("集团有限公司", 6.0), ("厂", 4.0)];

pub(super) fn person(chance: &mut Chance) -> String {
    format!("{}{}", chance.word(SURNAMES), chance.word(GIVEN))
}

pub(super) fn company(chance: &mut Chance, town: &Town) -> String {
    let (brand, industry, form) = (chance.word(BRANDS), chance.word(INDUSTRIES), chance.of(FORMS));
    format!("{}{brand}{industry}{form}", town.city)
}

pub(super) fn workshop(chance: &mut Chance, town: &Town) -> String {
    format!("{}{}机械加工部", town.city, chance.word(BRANDS))
}

pub(super) fn mobile(chance: &mut Chance) -> String {
    let head = chance.word(&["130", "135", "136", "138", "139", "150", "158", "177", "186", "189"]);
    format!("{head}0000{:04}", chance.below(10_000))
}

pub(super) fn landline(chance: &mut Chance, town: &Town) -> String {
    format!("{}-8000{:04}", town.area_code, chance.below(10_000))
}

/// 统一社会信用代码: eighteen characters, the first eight real in form, the rest a number.
pub(super) fn tax_number(chance: &mut Chance, town: &Town) -> String {
    format!("91{}MA{:08}", town.region, chance.below(100_000_000))
}

#[cfg(test)]
mod tests {
    use domain::assets::Phone;

    use super::*;
    use crate::demo::geography::TOWNS;

    #[test]
    fn numbers_are_numbers() {
        let mut chance = Chance::new(1, 1);
        for town in TOWNS {
            for number in [mobile(&mut chance), landline(&mut chance, town)] {
                assert_eq!(Phone::parse(&number).unwrap().as_str(), number);
            }
            assert_eq!(tax_number(&mut chance, town).chars().count(), 18);
        }
    }
}
