using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Snapshots;

/// <summary>Guards as sections of a saved state; an exchange that has none writes none. Cold.</summary>
internal static class GuardSaving
{
    public static void Save(StateWriter to, MarketIndex index, KillSwitches kills, IEnumerable<Book> books)
    {
        if (index.Rules != MarketBreakerRules.None || index.LevelReached != 0 || kills.AreAny)
            Save(to, index, kills);
        foreach (var book in books)
            if (book.Guard is { IsEmpty: false } guard)
                Save(to, book.Id, guard);
    }

    private static void Save(StateWriter to, MarketIndex index, KillSwitches kills)
    {
        var rules = Command.SetMarketBreaker(index.Rules);
        to.Add(rules.OrderId.Value);
        to.Add(rules.TriggerPrice.Units);
        to.Add(rules.Quantity.Units);
        to.Add(rules.DisplayQuantity.Units);
        to.Add(rules.Terms.Bits);
        to.Add((byte)index.LevelReached);
        to.Add((byte)(kills.Exchange ? 1 : 0));
        Save(to, [.. kills.Accounts]);
        Save(to, [.. kills.Sessions]);
        to.EndSection(StateSection.Guards);
    }

    private static void Save(StateWriter to, int[] numbers)
    {
        to.Add(numbers.Length);
        foreach (var number in numbers)
            to.Add(number);
    }

    private static void Save(StateWriter to, int instrument, Guard guard)
    {
        var rules = Command.SetBreaker(default, guard.Rules);
        to.Add(instrument);
        to.Add(rules.OrderId.Value);
        to.Add(rules.TriggerPrice.Units);
        to.Add(rules.ExpireTime.Nanoseconds);
        to.Add(rules.Terms.Bits);
        to.Add(guard.Base);
        to.Add((ushort)guard.Halt.Reason);
        to.Add((byte)(guard.Halt.IsAuction ? 1 : 0));
        to.Add(guard.Halt.End);
        to.Add(guard.Halt.AuctionMs);
        to.Add((byte)(guard.HasLimit ? 1 + (int)guard.LimitSide : 0));
        to.Add(guard.HasLimit ? guard.LimitSince : 0);
        to.Add(guard.Weight);
        to.Add(guard.MemberReference);
        to.Add(guard.MemberPrice);
        to.Add((byte)(guard.IsStopped ? 1 : 0));
        var (now, mean) = guard.Window?.Standing ?? (-1, 0);
        to.Add(now);
        to.Add(mean);
        foreach (var bucket in (guard.Window?.Held ?? []).OrderBy(bucket => bucket.Number))
        {
            to.Add(bucket.Number);
            to.Add(bucket.Low);
            to.Add(bucket.High);
            to.Add(bucket.Count);
            to.Add((long)bucket.Sum);
            to.Add((long)(bucket.Sum >> 64));
        }

        to.EndSection(StateSection.InstrumentGuards);
    }
}
