using System.Text;
using Rialto.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

public class OrderTransitionsTests
{
    [Fact]
    public void The_page_shows_the_table_as_it_is()
    {
        var table = new StringBuilder();
        foreach (var what in Enum.GetValues<OrderEvent>().Where(what => what != OrderEvent.None))
        {
            table.Append("| ").Append(what);
            foreach (var from in Enum.GetValues<DeskOrderState>().Where(state => state != DeskOrderState.None))
                table.Append(" | ").Append(Letter(from, what));
            table.Append(" |\n");
        }

        Assert.Contains(table.ToString(), Page());
    }

    [Fact]
    public void Every_refusal_has_its_line_in_the_page()
    {
        var page = Page();
        foreach (var refusal in Enum.GetValues<DeskRefusal>().Where(refusal => refusal != DeskRefusal.None))
            Assert.Contains($"| {(int)refusal} | {refusal} |", page);
    }

    [Fact]
    public void What_has_ended_begins_again_only_as_unknown()
    {
        foreach (var from in Enum.GetValues<DeskOrderState>().Where(state => state.IsEnded()))
        {
            foreach (var what in Enum.GetValues<OrderEvent>().Where(what => what != OrderEvent.None))
            {
                var to = OrderTransitions.To(from, what, isFilled: true, out var isLegal);
                Assert.True(to.IsEnded() || (to == DeskOrderState.Unknown && !isLegal), $"{from} {what} {to}");
            }
        }
    }

    private static char Letter(DeskOrderState from, OrderEvent what)
    {
        var to = OrderTransitions.To(from, what, isFilled: from == DeskOrderState.PartiallyFilled, out var isLegal);
        if (to == from && !(isLegal && IsMove(from, what)))
            return isLegal ? '.' : '!';
        var letter = to == DeskOrderState.PartiallyFilled ? 'S' : to.ToString()[0];
        return isLegal ? letter : char.ToLowerInvariant(letter);
    }

    // A live order that stays live is written as what it is where something may have been filled meanwhile.
    private static bool IsMove(DeskOrderState from, OrderEvent what) =>
        from is DeskOrderState.Submitted or DeskOrderState.PartiallyFilled && (what is OrderEvent.PartFill or OrderEvent.FoundLive || (what == OrderEvent.FillReversed && from == DeskOrderState.PartiallyFilled));

    private static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "docs", "reference", "desk-orders.md");
            if (File.Exists(file))
                return File.ReadAllText(file);
        }

        throw new FileNotFoundException("docs/reference/desk-orders.md is in no folder above the tests.");
    }
}
