using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Compliance;

/// <summary>What a customer sends to be verified.</summary>
/// <param name="Name">As the customer writes it.</param>
/// <param name="BirthDate">Of a person; null for a company.</param>
/// <param name="Country">Where the customer lives or is registered.</param>
/// <param name="Tier">Asked for.</param>
/// <param name="DocumentType">What the document is, in a word.</param>
/// <param name="Document">Its bytes.</param>
public sealed record KycSubmission(string Name, DateOnly? BirthDate, CountryCode Country, VerificationTier Tier, string DocumentType, byte[] Document);

/// <summary>A possible match on a sanctions list.</summary>
/// <param name="Party">The list's number of the party.</param>
/// <param name="Score">0 to 100.</param>
public sealed record SanctionHit(string Party, int Score)
{
    /// <summary>Some of the name could not be compared: whatever else was found or not, a person must look.</summary>
    public static SanctionHit NotInFull { get; } = new(string.Empty, 0);

    /// <summary>As applications keep it, and cases tell it: <c>36 (97)</c>.</summary>
    public override string ToString() => Party.Length == 0 ? "not compared in full" : string.Create(CultureInfo.InvariantCulture, $"{Party} ({Score})");

    /// <summary>True where the text tells of this hit, whatever its score was.</summary>
    internal bool IsToldBy(string text) => Party.Length == 0 ? text == ToString() : text.StartsWith($"{Party} (", StringComparison.Ordinal);
}

/// <summary>Looks a name up in a sanctions list.</summary>
/// <param name="name">As a customer writes it. Persons, companies and ships are all looked through: what a customer says to be is not believed.</param>
/// <param name="birthYear">Of a person, if known.</param>
public delegate IReadOnlyList<SanctionHit> SanctionsCheck(string name, int? birthYear);

/// <summary>
/// Applications for verification, their documents, and the queue of cases, beside the exchange: nothing here is part of its state. What is decided enters the journal as a command, and that knows
/// state, tier and country only. Any thread.
/// </summary>
public sealed class ComplianceDesk : IDisposable
{
    /// <summary>How many applications a customer may send within <see cref="Period"/>, unless it is said otherwise.</summary>
    public const int UsualApplications = 5;

    /// <summary>The time in which applications of one customer are counted.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(24);

    /// <summary>Who did what the exchange did by itself.</summary>
    public const string Exchange = "exchange";

    private readonly NameScreening? _screening;
    private readonly string _list;
    private readonly ProviderQueue? _provider;
    private readonly TimeProvider _time;
    private readonly int _mostApplications;

    /// <summary>Opens the folder of a desk: the case book, applications and documents.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="key">Encrypts applications and documents.</param>
    /// <param name="sanctions">Looks names up; null: names are not looked up, and the case says so.</param>
    /// <param name="provider">Looks at applications; null: an operator decides.</param>
    /// <param name="time">Wall clock; the system's by default.</param>
    /// <param name="list">Version of the list that names are looked up in: with another one all customers' names are looked up again, after <see cref="Start"/>.</param>
    /// <param name="screenings">How many names are looked up at once; half the machine's cores by default.</param>
    /// <param name="mostApplications">How many applications a customer may send within <see cref="Period"/>; at least 1.</param>
    /// <exception cref="CaseBookException">The case book is damaged.</exception>
    /// <exception cref="InvalidDataException">An application does not decrypt.</exception>
    public ComplianceDesk(string folder, MasterKey key, SanctionsCheck? sanctions = null, IKycProvider? provider = null, TimeProvider? time = null, string list = "",
        int screenings = 0, int mostApplications = UsualApplications)
    {
        _mostApplications = mostApplications;
        _time = time ?? TimeProvider.System;
        _list = list;
        var (kyc, book) = (Path.Combine(folder, "kyc"), Path.Combine(folder, "cases.log"));
        Applications = KycStore.Open(kyc, key);
        Cases = CaseBook.Open(book, key, time, Path.Combine(kyc, "cases.mark"));
        if (Applications.WithLastCase() is { } last && Cases.Find(last.Case) is null)
        {
            Cases.Dispose();
            throw new CaseBookException(book, $"application {last.Id} has case {last.Case}, which is not there: the book was taken away, or is another one");
        }

        _provider = provider is null ? null : new ProviderQueue(provider, Applications, Cases, _time);
        _screening = sanctions is null ? null : new NameScreening(sanctions, list, Applications, Cases, screenings > 0 ? screenings : Math.Max(1, Environment.ProcessorCount / 2));
        Decisions = new KycDecisions(Applications, Cases);
        foreach (var left in Applications.WithoutCase())
            OpenCases(left);
        Decisions.Complete();
    }

    /// <summary>Begins what is done beside requests: the provider is told of what it does not have, names are looked up in a list that is new. Once.</summary>
    public void Start()
    {
        _provider?.Start();
        _screening?.Start();
    }

    /// <summary>Looks names up; null where there is no list.</summary>
    internal NameScreening? Screening => _screening;

    /// <summary>What waits for the provider; null where there is none.</summary>
    internal ProviderQueue? Provider => _provider;

    /// <summary>What is decided, and how that is written down.</summary>
    internal KycDecisions Decisions { get; }

    /// <summary>A decision made now.</summary>
    internal KycDecision DecisionNow(bool isApproved, VerificationTier tier, string reason, string actor) => new(isApproved, tier, reason, actor, _time.GetUtcNow());

    /// <summary>How long ago something was; 0 where it never was.</summary>
    internal double SecondsSince(DateTimeOffset? time) => time is { } then ? Math.Max(0, (_time.GetUtcNow() - then).TotalSeconds) : 0;

    /// <summary>All cases.</summary>
    public CaseBook Cases { get; }

    /// <summary>All applications.</summary>
    public KycStore Applications { get; }

    /// <summary>Takes an application, or one more document of one that nobody has decided. Its name is looked up, its case opened, and the provider told.</summary>
    /// <returns>Null, with a sentence, where it is not taken; with a time, where the customer has sent as many as it may, until which it has to wait.</returns>
    public async ValueTask<(KycApplication? Application, string Refusal, TimeSpan Wait)> SubmitAsync(OwnerId customer, KycSubmission sent, CancellationToken cancellationToken)
    {
        if (DocumentFormat.Of(sent.Document) is not { } format)
            return (null, "The document is no PDF, PNG or JPEG.", default);
        var wanted = new KycApplication(0, customer.Value, sent.Name, sent.BirthDate, sent.Country.ToString(), sent.Tier, _time.GetUtcNow())
        {
            ScreenedBy = _list,
        };
        if (Applications.OpenOf(customer.Value) is { } open)
        {
            if (!open.SaysTheSameAs(wanted))
                return (null, $"Application {open.Id.ToString(CultureInfo.InvariantCulture)} is being looked at: until it is decided it takes more documents, and its name, birth date, country and tier stay what they are.", default);
            wanted = open;
        }
        else if (WaitOf(customer) is { Ticks: > 0 } wait)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"A customer may send {_mostApplications} applications within {Period.TotalHours:0} hours."), wait);
        }
        else if (_screening is not null)
        {
            wanted = wanted with { SanctionHits = await _screening.HitsOfAsync(wanted, cancellationToken).ConfigureAwait(false) };
        }

        if (Applications.Submit(wanted, sent.DocumentType, sent.Document, format) is not { } kept)
        {
            return (null, Applications.OpenOf(customer.Value)?.Documents.Count >= KycStore.MaxDocuments
                ? $"An application has at most {KycStore.MaxDocuments} documents."
                : "Meanwhile the application was decided, or another one came: send it again.", default);
        }

        var application = OpenCases(kept);
        _provider?.Add(application);
        return (application, string.Empty, default);
    }

    /// <summary>What a decision makes of a customer, to be sent as a command; null, with a sentence, where it cannot be.</summary>
    public (Verification? Verification, string Refusal) Weigh(long application, bool isApproved, VerificationTier? tier)
    {
        if (Applications.Find(application) is not { } one)
            return (null, $"There is no application {application}.");
        if (one.Status != KycStatus.Submitted)
            return (null, $"Application {application} is decided.");
        var granted = isApproved ? tier ?? one.Tier : VerificationTier.Unverified;
        if (isApproved && granted == VerificationTier.Unverified)
            return (null, "A verified customer has a tier.");
        _ = CountryCode.TryCreate(Text36.Of(one.Country), out var country);
        return (new Verification(isApproved ? VerificationState.Verified : VerificationState.Rejected, granted, country), string.Empty);
    }

    /// <summary>Done once the customer's names were looked up in the present list: before <see cref="WhyAPersonDecides"/>.</summary>
    public ValueTask CatchUpAsync(int customer, CancellationToken cancellationToken) => _screening?.CatchUpAsync(customer, cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>
    /// Why no machine makes this of a customer (verification.md, section 9): not of somebody who was stopped by a person, not against somebody who is verified, not where a name is like one of a sanctions
    /// list, and nothing less than the customer has. Null where it may.
    /// </summary>
    public string? WhyAPersonDecides(int customer, Verification present, Verification decided)
    {
        var isApproved = decided.State == VerificationState.Verified;
        if (isApproved && Applications.HasHits(customer))
            return "a name of the customer is like one of the sanctions list, so a person decides";
        if (present.State != VerificationState.Pending && !(isApproved && present.State == VerificationState.Verified))
            return $"the customer is {present.State.ToString().ToLowerInvariant()}, so a person decides";
        return decided.Tier < present.Tier ? $"the customer has {present.Tier}, and only a person lowers a tier" : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider?.Dispose();
        _screening?.Dispose();
        Cases.Dispose();
    }

    private TimeSpan WaitOf(OwnerId customer)
    {
        var now = _time.GetUtcNow();
        return Applications.OldestOf(customer.Value, _mostApplications, now - Period) is { } oldest ? oldest + Period - now : TimeSpan.Zero;
    }

    // A start after a crash between the application and its case comes here again; keys make each case once.
    private KycApplication OpenCases(KycApplication application)
    {
        var id = application.Id.ToString(CultureInfo.InvariantCulture);
        var (one, isNew) = Cases.Add($"kyc-{id}", CaseKind.Verification, [application.Customer], $"Application {id} for {application.Tier}", Exchange);
        if (isNew && _screening is null)
            Cases.Do(one.Id, CaseAction.Noted, "The name was not looked up: no sanctions list is loaded.", Exchange);
        if (application.SanctionHits.Count > 0)
            Cases.Add($"sanctions-{id}", CaseKind.Sanctions, [application.Customer], $"Application {id}: {NameScreening.SentenceOf(application.SanctionHits)}", Exchange);
        return application.Case == one.Id ? application : Applications.Update(application.Id, before => before with { Case = one.Id });
    }
}
