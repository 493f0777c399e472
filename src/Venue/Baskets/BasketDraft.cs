using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Baskets;

/// <summary>A basket that is being put together (baskets.md, section 1). It does nothing.</summary>
/// <param name="id">Its number, the sequence of the command that opened it.</param>
/// <param name="opened">When.</param>
/// <param name="wish">What its owner asked for.</param>
internal sealed class BasketDraft(long id, Timestamp opened, in BasketWish wish)
{
    private const long LifeNs = 10_000_000_000;

    public long Id { get; } = id;
    public Timestamp Opened { get; } = opened;
    public BasketWish Wish { get; } = wish;
    public List<BasketLeg> Legs { get; } = [];

    /// <summary>Of one that is to be worked over time: when and how.</summary>
    public BasketSchedule? Schedule { get; set; }

    /// <summary>When it is abandoned.</summary>
    public long EndNs => Opened.Nanoseconds + LifeNs;
}

/// <summary>What its owner asked for, legs aside.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Session">The session it came over, which is that of its orders.</param>
/// <param name="Group">Its orders' group for self-trade prevention.</param>
/// <param name="Terms">Its choices.</param>
/// <param name="LegCount">How many legs it will have.</param>
/// <param name="Total">Of weights: what all of it is worth.</param>
/// <param name="Name">The client basket id.</param>
internal readonly record struct BasketWish(int Owner, int Session, int Group, BasketTerms Terms, long LegCount, long Total, Text36 Name);

/// <summary>A leg.</summary>
/// <param name="Instrument">What is traded.</param>
/// <param name="Side">Its side.</param>
/// <param name="Asked">Its quantity, or its weight in millionths.</param>
/// <param name="Limit">The worst price; zero is none.</param>
internal readonly record struct BasketLeg(int Instrument, Side Side, long Asked, long Limit);
