using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Forks;
using Rialto.BackOffice.Replay;
using Rialto.Journal;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class ForkTests
{
    [Fact]
    public void An_unchanged_fork_tells_the_same_byte_for_byte()
    {
        using var past = Sample();
        for (var from = 1L; from <= past.Commands.Count; from++)
        {
            var fork = Run(past, from);
            Assert.True(fork.IsIdentical);
            Assert.Equal(fork.Original.EventHash, fork.Changed.EventHash);
            Assert.Equal(past.Commands.Count - from + 1, fork.Changed.Commands);
        }

        Assert.NotEqual(0UL, Run(past, 1).Original.EventHash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fork_that_the_disk_does_not_take_fails_instead_of_waiting_for_ever(bool isFull)
    {
        var store = new Rialto.Unit.Journal.MemoryStore();
        var written = new ForkFolder(JournalFolder.On(store, Rialto.Unit.Journal.Journals.Options(4096)));
        for (var sequence = 1L; sequence <= 20; sequence++)
            written.Add(Rialto.Unit.Journal.Journals.CommandOf(sequence));
        (store.HasSpace, store.WritesUntilFailure) = (!isFull, isFull ? int.MaxValue : 0);

        var problem = Assert.Throws<IOException>(() =>
        {
            for (var sequence = 21L; sequence <= 20_000; sequence++)
                written.Add(Rialto.Unit.Journal.Journals.CommandOf(sequence));
        });
        Assert.Contains("no space left on device", problem.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(written.Dispose);
    }

    [Fact]
    public void A_dropped_order_does_not_fill_and_commands_about_later_orders_still_find_theirs()
    {
        using var past = Sample();
        // Order 1 of bob sold 30 to order 2; without it order 2 rests, and everything after has a number less.
        var fork = Run(past, 1, """{"drop":5}""");

        Assert.False(fork.IsIdentical);
        Assert.Equal((30, 0), (Filled(fork.Original, 1), Filled(fork.Changed, 1)));
        Assert.Equal((30, 0), (Filled(fork.Original, 2), Filled(fork.Changed, 2)));
        // The cancel of order 3 (which is 2 in the fork) reached it; the cancel of order 1 had no order.
        Assert.Equal(1, fork.WithoutOrder);
        Assert.DoesNotContain(fork.Changed.Replica.Audit(PastJournal.Apple.Id).Bids, order => order.Owner == new OwnerId(3));
    }

    [Fact]
    public void A_replaced_and_an_inserted_command_change_fills_profit_and_books()
    {
        using var past = Sample();
        var fork = Run(past, 5, """
            # cheaper, and a competitor in front
            {"replace":5,"price":"149.00"}
            {"after":5,"order":{"user_id":"carol","symbol":"AAPL","side":"buy","quantity":"10","price":"149.00"}}
            """);
        var report = new ForkReport(fork, Plan(5), PastJournal.NameOf);
        var json = Json(report);

        Assert.Equal((1, 1), (fork.Replaced, fork.Inserted));
        Assert.Equal(30, Filled(fork.Changed, 1) - 10);
        Assert.Equal(10, Filled(fork.Changed, -1));
        Assert.False(json.GetProperty("identical").GetBoolean());
        Assert.Contains("frozen", json.GetProperty("assumption").GetString(), StringComparison.Ordinal);
        Assert.Contains("frozen", report.Text(), StringComparison.Ordinal);
        var bob = json.GetProperty("owners").EnumerateArray().Single(one => one.GetProperty("owner").GetInt32() == 2);
        // Bob sold 30 at 150.00 then; now 40 at 149.00, marked at 149.00: both come to nothing but fees.
        Assert.Equal(("-30", "-40"), (bob.GetProperty("original").GetProperty("position").GetString(), bob.GetProperty("changed").GetProperty("position").GetString()));
        Assert.Equal("0.00", bob.GetProperty("changed").GetProperty("profit").GetString());
        Assert.Contains(json.GetProperty("orders").EnumerateArray(), one => one.TryGetProperty("only_in_fork", out _));
    }

    [Fact]
    public void Other_fees_change_fees_and_nothing_else()
    {
        using var past = Sample();
        var fork = Run(past, 5, """{"after":4,"rules":{"symbol":"AAPL","taker_fee_ppm":600}}""");

        var (then, now) = (fork.Original.Results[(new OwnerId(1), PastJournal.Apple.Id)], fork.Changed.Results[(new OwnerId(1), PastJournal.Apple.Id)]);
        Assert.Equal((then.Position, then.Cash), (now.Position, now.Cash));
        Assert.Equal(then.Fees * 2, now.Fees);
    }

    [Fact]
    public void A_halt_refuses_what_came_after_it()
    {
        using var past = Sample();
        var fork = Run(past, 6, """{"after":5,"state":{"symbol":"AAPL","state":"halted"}}""");

        Assert.Equal(0, fork.Changed.Trades);
        Assert.True(fork.Changed.Refusals > fork.Original.Refusals);
    }

    [Fact]
    public void A_fork_can_be_written_as_a_data_folder_of_its_own()
    {
        using var past = Sample();
        var path = past.File("fork");
        Fork fork;
        using (var folder = new ForkFolder(past.History, path, 5, TestContext.Current.CancellationToken))
            fork = Fork.Run(past.History, Plan(5, """{"drop":6}"""), folder.Add, TestContext.Current.CancellationToken);

        var replayed = new History(path, new ExchangeLimits()).StandBefore(long.MaxValue, TestContext.Current.CancellationToken);

        Assert.Equal(past.Commands.Count - 1, replayed.Sequence);
        Assert.Equal(fork.Changed.Replica.StateHash, replayed.StateHash);
        Assert.Throws<IOException>(() => new ForkFolder(past.History, path, 5, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("[]", "not an object")]
    [InlineData("{}", "none of 'drop', 'replace' and 'after'")]
    [InlineData("""{"drop":"5"}""", "not a sequence")]
    [InlineData("""{"drop":2}""", "not in the part that is played")]
    [InlineData("""{"drop":1000}""", "the journal ends")]
    [InlineData("""{"replace":5,"price":"1.001"}""", "at most 2 decimals")]
    [InlineData("""{"replace":5,"symbol":"X"}""", "cannot be replaced")]
    [InlineData("""{"after":5,"order":{"user_id":"nobody","symbol":"AAPL","side":"buy","quantity":"1","price":"1"}}""", "no user")]
    [InlineData("""{"after":5,"order":{"user_id":"2","symbol":"NONE","side":"buy","quantity":"1","price":"1"}}""", "no instrument")]
    [InlineData("""{"after":5}""", "none of 'order'")]
    public void A_change_that_cannot_be_done_is_named_by_its_line(string change, string problem)
    {
        using var past = Sample();

        var refusal = Assert.Throws<ChangeException>(() => Run(past, 5, "\n# a comment\n" + change));

        Assert.StartsWith("line 3 of the changes: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    // 5: order 1 sells; 6: order 2 buys 30 of it; 7: order 3 rests; 8: cancel of order 3; 9: cancel of order 1; 10, 11: two more that trade.
    private static PastJournal Sample()
    {
        var past = new PastJournal();
        past.Sell(2, 40, 15_000);
        past.Buy(1, 30, 15_000);
        past.Buy(3, 30, 14_990);
        past.Cancel(3, 3);
        past.Cancel(2, 1);
        return past;
    }

    private static Fork Run(PastJournal past, long from, string changes = "") => Fork.Run(past.History, Plan(from, changes));

    private static ForkPlan Plan(long from, string changes = "") =>
        new(from, long.MaxValue, ChangeFile.Parse(changes.Split('\n')), user => user switch { "carol" or "3" => new OwnerId(3), "2" => new OwnerId(2), _ => null });

    private static long Filled(Branch branch, long order) => (long)branch.Fills.GetValueOrDefault(order).Filled;

    private static JsonElement Json(ForkReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            report.Write(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
