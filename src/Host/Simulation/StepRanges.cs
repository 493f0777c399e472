using System.Globalization;
using System.Text;

namespace Rialto.Host.Simulation;

/// <summary>Steps as a person writes them: <c>3,7-12,40</c>.</summary>
internal static class StepRanges
{
    public static string Format(IReadOnlyList<long> steps)
    {
        var text = new StringBuilder();
        for (var i = 0; i < steps.Count;)
        {
            var from = i;
            while (++i < steps.Count && steps[i] == steps[i - 1] + 1)
            {
            }
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{steps[from]}");
            if (i - from > 1)
                text.Append(CultureInfo.InvariantCulture, $"-{steps[i - 1]}");
        }
        return text.Length == 0 ? "none" : text.ToString();
    }

    public static bool TryParse(string text, out List<long> steps)
    {
        steps = [];
        if (text == "none")
            return true;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) || to < from || to - from > 100_000_000
                || (steps.Count > 0 && from <= steps[^1]))
                return false;
            for (; from <= to; from++)
                steps.Add(from);
        }
        return steps.Count > 0;
    }
}
