using System.Runtime.InteropServices;

namespace Rialto.Venue.Accounts;

/// <summary>What an account has of an asset: one cache line. Invariant between steps: 0 &lt;= Reserved &lt;= Total.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct Balance
{
    public long Total;

    /// <summary>The sum of the covers of the account's live orders in this asset.</summary>
    public long Reserved;

    /// <summary>Both at the start of the command, while <see cref="IsTouched"/>.</summary>
    public long TotalBefore;

    public long ReservedBefore;
    public int Account;
    public int Asset;

    /// <summary>The account's next balance; zero is none.</summary>
    public int NextOfAccount;

    /// <summary>Stands among those that the command touched.</summary>
    public bool IsTouched;

    /// <summary>The account's right, where orders look for it.</summary>
    public bool MayTrade;

    public readonly long Available => Total - Reserved;
}

/// <summary>What a live order of a settled instrument holds. It stands under the order's slot; under slot zero, that of the one acting order that has no slot.</summary>
internal struct Cover
{
    /// <summary>The balance that holds it.</summary>
    public int Balance;

    /// <summary>The highest rate the order may be charged.</summary>
    public int Ppm;

    /// <summary>How much now.</summary>
    public long Reserved;
}

/// <summary>One side of a trade as settlement sees it.</summary>
/// <param name="cover">Its order's cover, still as before the trade.</param>
/// <param name="left">What the cover is after it.</param>
/// <param name="owner">Its account.</param>
/// <param name="rate">The fee rate of its role.</param>
internal ref struct Party(ref Cover cover, long left, int owner, int rate)
{
    public readonly ref Cover Cover = ref cover;
    public readonly long Left = left;
    public readonly int Owner = owner;
    public readonly int Rate = rate;

    /// <summary>What it was charged.</summary>
    public long Fee;
}
