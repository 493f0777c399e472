namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>What kind of thing a list names.</summary>
public enum PartyKind
{
    /// <summary>A company, a group, an organisation: what the list does not say to be anything else.</summary>
    Entity,

    /// <summary>A person.</summary>
    Individual,

    /// <summary>A ship.</summary>
    Vessel,

    /// <summary>An aeroplane.</summary>
    Aircraft,
}

/// <summary>One of a party's names, as the list writes it.</summary>
/// <param name="Text">For a person usually <c>SURNAME, Given names</c>.</param>
/// <param name="IsAlias">Also, formerly or now known as; false for the name it is listed under.</param>
/// <param name="IsWeak">The list itself warns that the alias is so common that it gives many false matches.</param>
public sealed record SanctionedName(string Text, bool IsAlias, bool IsWeak);

/// <summary>One entry of a sanctions list.</summary>
/// <param name="Uid">The list's own number for it: <c>uid</c> in XML, <c>ent_num</c> in CSV.</param>
/// <param name="Kind">Person, entity, vessel, aircraft.</param>
/// <param name="Names">The listed name first, then its aliases.</param>
/// <param name="Programs">Sanctions programmes, such as <c>SDGT</c>.</param>
/// <param name="Countries">Of its addresses; each once.</param>
/// <param name="BirthDates">As the list writes them: <c>12 Oct 1957</c>, <c>1957</c>, <c>circa 1957</c>.</param>
/// <param name="WalletAddresses">Digital currency addresses.</param>
/// <param name="Remarks">What else the list says; empty for nothing.</param>
public sealed record SanctionedParty(
    int Uid,
    PartyKind Kind,
    IReadOnlyList<SanctionedName> Names,
    IReadOnlyList<string> Programs,
    IReadOnlyList<string> Countries,
    IReadOnlyList<string> BirthDates,
    IReadOnlyList<WalletAddress> WalletAddresses,
    string Remarks)
{
    /// <summary>The name it is listed under.</summary>
    public string Name => Names[0].Text;
}

/// <summary>An address of a digital currency.</summary>
/// <param name="Currency">As the list writes it: <c>XBT</c>, <c>ETH</c>, <c>USDT</c>.</param>
/// <param name="Address">As the list writes it.</param>
public sealed record WalletAddress(string Currency, string Address);
