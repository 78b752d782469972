// The part of ECharts that the reports use: bars, lines and pies, drawn as SVG.
import { init, use } from "echarts/core";
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/** `option` is ECharts JSON; `pick(dataIndex, seriesIndex)` is called when a figure is clicked. */
export function draw(element, option, pick) {
  const chart = init(element, null, { renderer: "svg" });
  chart.setOption(JSON.parse(option));
  if (pick) chart.on("click", (event) => pick(event.dataIndex, event.seriesIndex));
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(element);
  return {
    update: (next) => chart.setOption(JSON.parse(next), { notMerge: true }),
    dispose: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}
