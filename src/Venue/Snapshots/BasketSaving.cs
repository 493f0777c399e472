using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Baskets;
using Rialto.Venue.Books;

namespace Rialto.Venue.Snapshots;

/// <summary>The baskets that are being put together and the names that are remembered, as a section of a saved state; an exchange that has neither writes none. Cold.</summary>
internal static class BasketSaving
{
    public static void Save(StateWriter to, BasketRegistry baskets)
    {
        if (baskets.Drafts.Count == 0 && baskets.Names.Count == 0)
            return;
        to.Add((ushort)baskets.Drafts.Count);
        foreach (var draft in baskets.Drafts)
        {
            var wish = draft.Wish;
            to.Add(draft.Id);
            to.Add(draft.Opened.Nanoseconds);
            to.Add(wish.Owner);
            to.Add(wish.Session);
            to.Add(wish.Group);
            to.Add(wish.Terms.Bits);
            to.Add((byte)wish.LegCount);
            to.Add(wish.Total);
            to.Add(wish.Name);
            to.Add((byte)draft.Legs.Count);
            foreach (var leg in draft.Legs)
            {
                to.Add(leg.Instrument);
                to.Add((byte)leg.Side);
                to.Add(leg.Asked);
                to.Add(leg.Limit);
            }
        }

        foreach (var (owner, name) in baskets.Names.All)
        {
            to.Add(owner);
            to.Add(name);
        }

        to.EndSection(StateSection.Baskets);
    }
}

/// <summary>Reads what <see cref="BasketSaving"/> wrote, and believes none of it. Cold.</summary>
internal static class BasketLoading
{
    private const string Impossible = "its baskets are impossible";

    public static string? Load<TSink>(FieldReader from, BasketRegistry baskets, Reports<TSink> report, Func<int, Book?> find)
        where TSink : struct, IEventSink
    {
        for (var drafts = from.Read<ushort>(); drafts > 0 && !from.IsShort; drafts--)
        {
            var draft = new BasketDraft(from.Read<long>(), new Timestamp(from.Read<long>()), new BasketWish(
                from.Read<int>(), from.Read<int>(), from.Read<int>(), new BasketTerms(from.Read<ushort>()), from.Read<byte>(), from.Read<long>(), from.Read<Text36>()));
            for (var left = from.Read<byte>(); left > 0 && !from.IsShort; left--)
                draft.Legs.Add(new BasketLeg(from.Read<int>(), (Side)from.Read<byte>(), from.Read<long>(), from.Read<long>()));
            var before = baskets.Drafts.Count == 0 ? null : baskets.Drafts[^1];
            var isInPlace = draft.Id > (before?.Id ?? 0) && draft.Id <= report.Sequence && draft.Opened >= (before?.Opened ?? default) && draft.Opened <= report.Time;
            if (!isInPlace || !IsPossible(draft, find) || baskets.CountOf(draft.Wish.Owner) >= BasketRegistry.MaxDraftsOfOwner)
                return Impossible;
            baskets.Drafts.Add(draft);
        }

        while (from.HasMore)
        {
            var (owner, name) = (from.Read<int>(), from.Read<Text36>());
            if (owner < 1 || name.IsEmpty || !name.IsWellFormed || baskets.Names.Contains(owner, name)
                || baskets.Names.CountOf(owner) == BasketNames.MaxOfOwner || baskets.Names.Count == BasketNames.MaxInAll)
                return Impossible;
            baskets.Names.Add(owner, name);
        }

        return from.IsWhole && baskets.Drafts.Count <= BasketRegistry.MaxDrafts && baskets.Drafts.Count + baskets.Names.Count > 0 ? null : Impossible;
    }

    private static bool IsPossible(BasketDraft draft, Func<int, Book?> find)
    {
        var (wish, legs) = (draft.Wish, draft.Legs);
        return wish.Owner >= 1 && wish.Terms.IsWellFormed && wish.Name.IsWellFormed && wish.LegCount is >= 1 and <= BasketTerms.MaxLegs && legs.Count <= wish.LegCount
            && (wish.Terms.Weights ? wish.Total is >= 1 and <= BasketTerms.MaxTotal : wish.Total == 0)
            && legs.TrueForAll(leg => find(leg.Instrument) is not null && leg.Side <= Side.Sell && leg.Asked >= 1 && (!wish.Terms.Weights || leg.Asked <= BasketTerms.WholePpm))
            && legs.DistinctBy(leg => leg.Instrument).Count() == legs.Count;
    }
}
