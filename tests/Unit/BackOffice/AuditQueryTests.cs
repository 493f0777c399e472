using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class AuditQueryTests
{
    [Fact]
    public void A_trade_has_both_sides_its_fees_and_the_book_before_and_after()
    {
        using var past = new PastJournal();
        past.Sell(2, 40, 15_000);
        past.Sell(3, 100, 15_010);
        var taking = past.Buy(1, 100, 15_010);

        var story = past.Queries.Trade(new TradeId(2))!;
        var text = StoryText.Of(story, PastJournal.Scene());

        Assert.Equal((taking, 2, 2), (story.Command.Sequence, story.Index, story.Count));
        Assert.Equal(40, story.BookBefore.Asks[0].Quantity.Units);
        Assert.Equal(40, story.BookAfter.Asks[0].Quantity.Units);
        Assert.Equal(15_010, story.BookAfter.Asks[0].Price.Units);
        Assert.Contains("buyer    order 3 of alice (owner 1)", text, StringComparison.Ordinal);
        Assert.Contains("seller   order 2 of carol (owner 3)", text, StringComparison.Ordinal);
        Assert.Contains("maker    order 2, fee -0.9006 (-0.01%)", text, StringComparison.Ordinal);
        Assert.Contains("taker    order 3, fee 2.7018 (0.03%)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_book_is_shown_as_it_stood_after_a_sequence_or_at_a_time()
    {
        using var past = new PastJournal();
        var first = past.Buy(1, 100, 15_000);
        var second = past.Buy(2, 50, 15_000);
        past.Cancel(1, 1);

        Assert.Equal(100, LevelAt(new Moment(first, default)));
        Assert.Equal(150, LevelAt(new Moment(second, default)));
        Assert.Equal(50, LevelAt(Moment.End));
        Assert.Equal(150, LevelAt(new Moment(0, new Timestamp(past.Commands[(int)second - 1].Time.Nanoseconds))));
        Assert.Equal(100, LevelAt(new Moment(0, new Timestamp(past.Commands[(int)second - 1].Time.Nanoseconds - 1))));
        Assert.Null(past.Queries.Book("AAPL", new Moment(1, default)));
        Assert.Throws<MomentNotReachedException>(() => past.Queries.Book("AAPL", new Moment(1000, default)));

        long LevelAt(Moment moment) => past.Queries.Book("AAPL", moment)!.Book.Levels(Side.Buy).Single().Quantity.Units;
    }

    [Theory]
    [InlineData("17", 17, 0)]
    [InlineData("2026-11-21T04:10:52.000000001Z", 0, 1_795_234_252_000_000_001)]
    [InlineData("2026-11-21T04:10:52Z", 0, 1_795_234_252_000_000_000)]
    public void A_moment_is_a_sequence_or_a_time(string text, long sequence, long nanoseconds)
    {
        Assert.True(Moment.TryParse(text, out var moment));
        Assert.Equal(new Moment(sequence, new Timestamp(nanoseconds)), moment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("yesterday")]
    [InlineData("2026-11-21")]
    public void Anything_else_is_no_moment(string text) => Assert.False(Moment.TryParse(text, out _));

    [Fact]
    public void Addresses_of_many_sessions_do_not_stay_for_ever()
    {
        using var past = new PastJournal();
        for (var session = 8; session < 20; session++)
            past.Add(Command.OpenSession(new SessionId(session), new OwnerId(1), Text36.Of("192.0.2.7:" + session), cancelOnDisconnect: false));
        var history = new History(past.Folder, new ExchangeLimits()) { AddressesMax = 5 };
        var queries = new AuditQueries(history);

        queries.Activity(new ActivityQuery(new OwnerId(1), default, default, 0, 100));
        Assert.Equal("192.0.2.7:19", history.AddressOf(new SessionId(19)));
        _ = queries.Book("AAPL", new Moment(4, default));

        Assert.InRange(history.AddressesKnown, 0, 5);
    }

    [Fact]
    public void Activity_holds_what_a_user_did_and_what_happened_to_it_page_by_page()
    {
        using var past = new PastJournal();
        past.Buy(1, 100, 15_000);
        past.Buy(2, 100, 15_000);
        past.Sell(3, 150, 15_000);
        past.Buy(1, 0, 15_000);
        past.Cancel(1, 77);

        var seen = new List<Step>();
        var after = 0L;
        do
        {
            var page = past.Queries.Activity(new ActivityQuery(new OwnerId(1), default, default, after, 2));
            Assert.InRange(page.Steps.Count, 0, 2);
            seen.AddRange(page.Steps);
            after = page.Next;
        }
        while (after != 0);

        Assert.Equal([1, 5, 7, 8, 9], seen.Select(step => step.Sequence));
        Assert.Single(seen[2].Events);
        var slice = past.Queries.Activity(new ActivityQuery(new OwnerId(1), past.Commands[6].Time, past.Commands[7].Time, 0, 10));
        Assert.Equal([7, 8], slice.Steps.Select(step => step.Sequence));
    }
}
