using System.Text.Json.Serialization;
using Rialto.Model.Customers;

namespace Rialto.Gateways.Compliance;

/// <summary>What became of an application.</summary>
public enum KycStatus
{
    /// <summary>Nobody has decided.</summary>
    Submitted,

    /// <summary>The customer is verified.</summary>
    Approved,

    /// <summary>The customer is not taken.</summary>
    Rejected,
}

/// <summary>A document of an application; its bytes lie in a file of their own.</summary>
/// <param name="Number">1 and up within the application.</param>
/// <param name="Type">What the customer calls it: <c>passport</c>, <c>proof_of_address</c>.</param>
/// <param name="Format">Media type, by its bytes.</param>
/// <param name="LengthBytes">Length before encryption.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
public sealed record KycDocument(int Number, string Type, string Format, int LengthBytes, string Sha256);

/// <summary>A decision about an application. Written down before it is sent to the journal, so that who made it is known whatever happens then.</summary>
/// <param name="IsApproved">Otherwise rejected.</param>
/// <param name="Tier">Granted; Unverified where it is rejected.</param>
/// <param name="Reason">In words; of a rejection what the customer is told. May be empty.</param>
/// <param name="Actor">Who: as in <see cref="CaseEntry"/>.</param>
/// <param name="Time">When.</param>
public sealed record KycDecision(bool IsApproved, VerificationTier Tier, string Reason, string Actor, DateTimeOffset Time);

/// <summary>One application for verification: personal data, encrypted wherever it lies.</summary>
/// <param name="Id">1 and up.</param>
/// <param name="Customer">Whose: the owner number of a customer.</param>
/// <param name="Name">As the customer writes it.</param>
/// <param name="BirthDate">Of a person; null for a company.</param>
/// <param name="Country">Where the customer lives or is registered.</param>
/// <param name="Tier">Asked for.</param>
/// <param name="Submitted">First sent.</param>
public sealed record KycApplication(long Id, int Customer, string Name, DateOnly? BirthDate, string Country, VerificationTier Tier, DateTimeOffset Submitted)
{
    /// <summary>What became of it.</summary>
    public KycStatus Status { get; init; }

    /// <summary>Its documents, oldest first.</summary>
    public IReadOnlyList<KycDocument> Documents { get; init; } = [];

    /// <summary>Possible matches on the sanctions list, as the list numbers them.</summary>
    public IReadOnlyList<string> SanctionHits { get; init; } = [];

    /// <summary>Version of the sanctions list that the name was last looked up in; empty where it was in none.</summary>
    public string ScreenedBy { get; init; } = string.Empty;

    /// <summary>Its case.</summary>
    public long Case { get; init; }

    /// <summary>How many of its documents the provider has; fewer than there are: it is still to be told.</summary>
    public int ToldDocuments { get; init; }

    /// <summary>With how many documents the provider refused to look at it; 0: never. With one more it is told again.</summary>
    public int RefusedDocuments { get; init; }

    /// <summary>True where the provider would not look at it as it is: a person decides.</summary>
    [JsonIgnore]
    public bool IsRefusedByProvider => RefusedDocuments > ToldDocuments && RefusedDocuments == Documents.Count;

    /// <summary>True where a provider that decides it does not have all of it, and has not refused it.</summary>
    [JsonIgnore]
    public bool IsUntold => Status == KycStatus.Submitted && ToldDocuments < Documents.Count && RefusedDocuments < Documents.Count;

    /// <summary>What was decided; of one that is submitted: what was being decided, and may be in the journal. Null where nobody has decided, and of those decided before it was kept.</summary>
    public KycDecision? Decision { get; init; }

    /// <summary>What the customer is told of a decision; may be empty.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>True where the other says the same of its customer; documents may differ.</summary>
    public bool SaysTheSameAs(KycApplication other) => (Name, BirthDate, Country, Tier) == (other.Name, other.BirthDate, other.Country, other.Tier);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KycApplication))]
internal sealed partial class KycJson : JsonSerializerContext;
