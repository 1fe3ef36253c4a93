//! The texts of the planning regions, one a line: English, 简体中文, 繁體中文.

use super::Lang;
use super::lines::Lines;

texts! { PlanText;
    Planning: "Planning", "规划", "規劃";

    NotIncluded: "Not included: web search and other tools, code execution, images and audio, cache storage by the hour, taxes, discounts by contract.", "未计入：网页搜索等工具、代码执行、图片与音频、按小时计的缓存存储、税费、合同折扣。", "未計入：網頁搜尋等工具、程式碼執行、圖片與音訊、按小時計的快取儲存、稅費、合約折扣。";
    MethodAndSources: "Method and sources", "方法与来源", "方法與來源";
    Formula: "Each line is tokens × rate, in exact decimals; the total is the sum of the lines. All of the prompt counts towards the step: fresh input, cache reads and cache writes.", "每一行为 token 数 × 单价，全程精确十进制计算；合计为各行之和。判断涨价线时计入整个提示：新输入、缓存读取与缓存写入。", "每一行為 token 數 × 單價，全程精確十進位計算；合計為各行之和。判斷漲價線時計入整個提示：新輸入、快取讀取與快取寫入。";
    Notes: "Notes on this price", "此价格的说明", "此價格的說明";
    Source: "Source", "来源", "來源";
    Checked: "Checked {date}", "核对于 {date}", "核對於 {date}";
    History: "Prices of {model}", "{model} 的历史价格", "{model} 的歷史價格";
    ColFrom: "From", "起始日", "起始日";
    ColInput: "Input", "输入", "輸入";
    ColOutput: "Output", "输出", "輸出";
    ColStep: "Step", "涨价线", "漲價線";
    ColWindow: "Window", "窗口", "視窗";
    NoneWord: "none", "无", "無";
    Announced: "announced", "已宣布", "已宣布";
    InForce: "in force", "生效中", "生效中";
    Confidence: "{level} confidence", "可信度：{level}", "可信度：{level}";
    FaqQuestion: "Is only the excess charged?", "只对超出部分涨价吗？", "只對超出部分漲價嗎？";
    FaqAnswer: "At {seller}, no: once the prompt is over {step}, the whole request moves. {in} input and {out} output tokens of {model} on {day} cost", "在{seller}，不是：提示一旦超过 {step}，整个请求都按高价计费。{day}，{model} 输入 {in}、输出 {out} token，费用为", "在{seller}，不是：提示一旦超過 {step}，整個請求都按高價計費。{day}，{model} 輸入 {in}、輸出 {out} token，費用為";
    FaqOther: "{seller} says that only the part above {step} is dearer. The same request would cost", "{seller} 则称只有超过 {step} 的部分涨价。同一请求的费用为", "{seller} 則稱只有超過 {step} 的部分漲價。同一請求的費用為";
    FaqUse: "Compute with {seller}", "按 {seller} 计算", "依 {seller} 計算";
}
