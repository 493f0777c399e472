using System.Globalization;
using System.Net.Http.Headers;

namespace Rialto.Adapters.Connections;

/// <summary>Corrects our count by what a venue's headers say: it sees others at this address whom we do not.</summary>
internal sealed class QuotaReader(string key, RestTerms terms, IAddressBudgets budgets, TimeProvider time)
{
    public void Read(HttpResponseHeaders headers)
    {
        var isUsedUp = false;
        var ends = DateTimeOffset.MinValue;
        foreach (var header in terms.Headers)
        {
            if (!headers.TryGetValues(header.Name, out var values))
                continue;
            var text = values.First();
            switch (header.Kind)
            {
                case QuotaHeaderKind.Used when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var used):
                    budgets.Correct(key, terms.Budget, used);
                    break;
                case QuotaHeaderKind.Left when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var left):
                    isUsedUp |= left == 0;
                    break;
                case QuotaHeaderKind.LeftInSecond when LeftInSecond(text) == 0:
                    isUsedUp = true;
                    ends = time.GetUtcNow() + TimeSpan.FromSeconds(1);
                    break;
                case QuotaHeaderKind.EndsAtMs when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_800_000:
                    ends = DateTimeOffset.FromUnixTimeMilliseconds(ms);
                    break;
            }
        }

        if (!isUsedUp)
            return;

        // The venue's clock may not be ours: its end of a window is never believed to be farther than a window away.
        var now = time.GetUtcNow();
        var latest = now + terms.Budget.Period;
        budgets.ShutUntil(key, terms.Budget, ends > now && ends < latest ? ends : latest);
    }

    /// <summary><c>group=default; min=1800; sec=29</c>; less than zero where it says nothing of seconds.</summary>
    private static int LeftInSecond(string text)
    {
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("sec=", StringComparison.Ordinal) && int.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var left))
                return left;
        }

        return -1;
    }
}
