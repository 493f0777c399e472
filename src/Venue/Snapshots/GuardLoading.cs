using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Snapshots;

/// <summary>Reads what <see cref="GuardSaving"/> wrote, and believes none of it. Cold.</summary>
internal static class GuardLoading
{
    private const string Impossible = "its guards are impossible";

    public static string? Load(FieldReader from, MarketIndex index, KillSwitches kills, Sessions sessions)
    {
        var rules = new Command
        {
            OrderId = new OrderId(from.Read<long>()),
            TriggerPrice = new Price(from.Read<long>()),
            Quantity = new Quantity(from.Read<long>()),
            DisplayQuantity = new Quantity(from.Read<long>()),
            Terms = new OrderTerms(from.Read<ushort>()),
        }.ToMarketBreaker();
        var level = from.Read<byte>();
        if (!GuardChecks.IsValid(rules) || level > 3)
            return Impossible;
        index.Rules = rules;
        index.LevelReached = level;
        kills.Turn(KillScope.Exchange, 0, from.Read<byte>() == 1);
        if (!LoadSwitches(from, kills, KillScope.Account, static account => account >= 1) || !LoadSwitches(from, kills, KillScope.Session, session => sessions.TryGet(session, out _)))
            return Impossible;
        return from.IsWhole ? null : Impossible;
    }

    public static string? LoadInstrument(FieldReader from, Book? book, MarketIndex index)
    {
        var rules = new Command
        {
            OrderId = new OrderId(from.Read<long>()),
            TriggerPrice = new Price(from.Read<long>()),
            ExpireTime = new Timestamp(from.Read<long>()),
            Terms = new OrderTerms(from.Read<ushort>()),
        }.ToBreaker();
        var start = from.Read<long>();
        var halt = new Halt((HaltReason)from.Read<ushort>(), from.Read<byte>() == 1, from.Read<long>(), from.Read<int>());
        var (limit, limitSince) = (from.Read<byte>(), from.Read<long>());
        var (weight, reference, price, isStopped) = (from.Read<int>(), from.Read<long>(), from.Read<long>(), from.Read<byte>() == 1);
        var (now, mean) = (from.Read<long>(), from.Read<long>());
        var isPossible = book is { Guard: null } && GuardChecks.IsValid(rules) && IsPrice(start)
            && halt.Reason <= HaltReason.MarketWide && halt is { End: >= 0, AuctionMs: >= 0 and <= BreakerRules.MaxMs }
            && limit <= 2 && (limit == 0 || rules.LimitStateMs != 0) && limitSince >= 0
            && weight is >= 0 and <= GuardChecks.MaxWeight && IsPrice(reference) && IsPrice(price) && (weight == 0 || (reference != 0 && price != 0));
        if (!isPossible)
            return Impossible;
        var guard = book!.EnsureGuard();
        guard.SetRules(rules);
        guard.Base = start;
        guard.Halt = halt;
        guard.IsStopped = isStopped;
        if (limit != 0)
            (guard.HasLimit, guard.LimitSide, guard.LimitSince) = (true, (Side)(limit - 1), limitSince);
        index.SetMember(guard, weight, reference, price);
        book.GuardChanged();
        var isWhole = LoadBuckets(from, guard) && from.IsWhole && IsPrice(mean);
        return isWhole && (guard.Window?.TryStand(now, mean) ?? (now, mean) == (-1, 0)) ? null : Impossible;
    }

    private static bool LoadBuckets(FieldReader from, Guard guard)
    {
        var before = -1L;
        while (from.HasMore)
        {
            var bucket = new TradeBucket { Number = from.Read<long>(), Low = from.Read<long>(), High = from.Read<long>(), Count = from.Read<long>() };
            bucket.Sum = new Int128(0, (ulong)from.Read<long>()) + ((Int128)from.Read<long>() << 64);
            if (guard.Window is not { } window || bucket.Number <= before || !IsPrice(bucket.Low) || bucket.Low == 0 || !IsPrice(bucket.High) || bucket.High < bucket.Low
                || bucket.Count < 1 || bucket.Sum < (Int128)bucket.Low * bucket.Count || bucket.Sum > (Int128)bucket.High * bucket.Count)
                return false;
            window.Restore(bucket);
            before = bucket.Number;
        }

        return true;
    }

    private static bool LoadSwitches(FieldReader from, KillSwitches kills, KillScope scope, Func<int, bool> isPossible)
    {
        var before = 0;
        for (var left = from.Read<int>(); left > 0; left--)
        {
            var number = from.Read<int>();
            if (number <= before || !isPossible(number))
                return false;
            kills.Turn(scope, number, isOn: true);
            before = number;
        }

        return true;
    }

    private static bool IsPrice(long price) => price is >= 0 and <= Price.MaxUnits;
}
