using System.Globalization;
using Rialto.Gateways.Answers;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>docs/reference/errors.md says what clients are told, word for word.</summary>
public sealed class ErrorPageTests
{
    [Fact]
    public void The_page_has_every_reason_with_its_number_code_status_retry_and_title()
    {
        var page = File.ReadAllLines(Path.Combine(GoldenFiles.Path(".."), "..", "docs", "reference", "errors.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]));
        var real = Refusals.All().Select(refusal => string.Create(
            CultureInfo.InvariantCulture, $"| {(int)refusal.Reason} | `{refusal.Code}` | {refusal.Status} | `{refusal.Retry}` | {refusal.Title} |"));

        Assert.Equal(real, page);
    }

    [Fact]
    public void Every_reason_has_its_answer()
    {
        foreach (var reason in Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None))
            Assert.InRange(Refusals.Of(reason).Status, 400, 503);
        Assert.Equal(Enum.GetValues<RejectReason>().Length - 1, Refusals.All().Count());
    }
}
