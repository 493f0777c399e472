using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Compliance;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Applications for verification over REST: sent by customers, decided by operators or by the provider's webhook. A decision is a command like any other.</summary>
internal static class KycEndpoints
{
    /// <summary>Longest body of a submission: a document of 4 MiB in base64, and what stands beside it.</summary>
    public const int MaxBodyBytes = (4 << 20) / 3 * 4 + 8_192;

    private const int MaxDocumentBytes = 4 << 20;
    private const int MaxNameLength = 200;

    public static async ValueTask SubmitAsync(RestCall call)
    {
        if (await DeskAsync(call).ConfigureAwait(false) is not { } desk)
            return;
        var owner = call.Key.Owner;
        var customer = await call.Services.FanOut.AskAsync(views => LimitsPicture.CustomerOf(views, owner), call.Aborted).ConfigureAwait(false);
        if (customer != owner)
        {
            await call.RefuseAsync(new Problem(RejectReason.Forbidden, "A sub-account is verified with its parent, which applies with a key of its own.")).ConfigureAwait(false);
            return;
        }

        if (!TryRead(call.Body, out var submission, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var (application, refusal, wait) = await desk.SubmitAsync(customer, submission, call.Aborted).ConfigureAwait(false);
        if (wait > TimeSpan.Zero)
            await call.RefuseAsync(new Problem(RejectReason.ApplicationLimitReached, refusal) { RetryAfterMs = (long)Math.Ceiling(wait.TotalMilliseconds) }).ConfigureAwait(false);
        else if (application is null)
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, refusal) { Field = "document", StatusOverride = 422 }).ConfigureAwait(false);
        else
            await call.AnswerAsync(201, application, static (json, one) => WriteObject(json, one)).ConfigureAwait(false);
    }

    public static async ValueTask StatusAsync(RestCall call)
    {
        if (await DeskAsync(call).ConfigureAwait(false) is not { } desk)
            return;
        var owner = call.Key.Owner;
        var (customer, verification, required) = await call.Services.FanOut.AskAsync(
            views => LimitsPicture.CustomerOf(views, owner) is var of ? (of, views.Customers.Of(of), views.Customers.Policy.IsRequired) : default, call.Aborted).ConfigureAwait(false);
        // A sub-account's key sees that it may trade; what its parent sent is the parent's.
        var last = customer == owner ? desk.Applications.LastOf(customer.Value) : null;
        await call.AnswerAsync(200, (customer, verification, required, Last: last, call.Services.Keys), static (json, at) =>
        {
            json.WriteStartObject();
            AccountAnswer.WriteUser(json, at.customer, at.Keys);
            json.WriteBoolean("verification_required"u8, at.required);
            ComplianceAnswer.WriteVerification(json, at.verification);
            json.WritePropertyName("application"u8);
            if (at.Last is null)
                json.WriteNullValue();
            else
                WriteObject(json, at.Last);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The provider has decided. Said again, it is answered again.</summary>
    public static async ValueTask WebhookAsync(RestCall call)
    {
        if (call.Services.Compliance?.Provider is not { } signature || call.Services.Compliance.Desk is not { } desk)
        {
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, "This exchange has no provider.") { StatusOverride = 404 }).ConfigureAwait(false);
            return;
        }

        var headers = call.Http.Request.Headers;
        if (!signature.IsRight(headers[ProviderSignature.TimestampHeader].ToString(), headers[ProviderSignature.SignatureHeader].ToString(), call.Body))
        {
            await call.RefuseAsync(new Problem(RejectReason.Unauthorized, "The provider's signature or timestamp is not valid.")).ConfigureAwait(false);
            return;
        }

        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["application_id", "decision", "tier", "reason"], out var problem) || !body.TryText("application_id", out var idText, out problem)
            || !body.TryText("decision", out var decision, out problem) || !TryTier(body, out var tier, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (!long.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || desk.Applications.Find(id) is not { } application)
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, $"There is no application {idText}.") { Field = "application_id", StatusOverride = 404 }).ConfigureAwait(false);
        else if (decision is not ("approved" or "rejected" or "review"))
            await call.RefuseAsync(Problem.Malformed("decision", "Field 'decision' is approved, rejected or review.")).ConfigureAwait(false);
        else if (application.Status != KycStatus.Submitted)
            await call.AnswerAsync(200, application, static (json, one) => WriteObject(json, one)).ConfigureAwait(false);
        else
            await ProviderDecidesAsync(call, desk, application, decision, tier, body["reason"] ?? string.Empty).ConfigureAwait(false);
    }

    /// <summary>A person decides an application; of two decisions at once one is made, and the other told so.</summary>
    public static async ValueTask DecideAsync(RestCall call, ComplianceDesk desk, long id, bool isApproved, VerificationTier? tier, string reason, string actor)
    {
        using var turn = await call.Services.ComplianceGate.EnterAsync(call.Aborted).ConfigureAwait(false);
        var (verification, refusal) = desk.Weigh(id, isApproved, tier);
        if (verification is not { } decided)
            await RefuseDecisionAsync(call, refusal).ConfigureAwait(false);
        else
            await DecideInTurnAsync(call, desk, desk.Applications.Find(id)!, (await PresentAsync(call, desk.Applications.Find(id)!).ConfigureAwait(false)).State, decided, desk.DecisionNow(isApproved, decided.Tier, reason, actor)).ConfigureAwait(false);
    }

    private static async ValueTask ProviderDecidesAsync(RestCall call, ComplianceDesk desk, KycApplication application, string decision, VerificationTier? tier, string reason)
    {
        await desk.CatchUpAsync(application.Customer, call.Aborted).ConfigureAwait(false);
        using var turn = await call.Services.ComplianceGate.EnterAsync(call.Aborted).ConfigureAwait(false);
        var (verification, refusal) = desk.Weigh(application.Id, decision == "approved", tier);
        if (verification is not { } decided)
        {
            await RefuseDecisionAsync(call, refusal).ConfigureAwait(false);
            return;
        }

        var present = await PresentAsync(call, application).ConfigureAwait(false);
        var why = desk.WhyAPersonDecides(application.Customer, present, decided);
        if (decision != "review" && why is null)
        {
            await DecideInTurnAsync(call, desk, application, present.State, decided, desk.DecisionNow(decision == "approved", decided.Tier, reason, "provider")).ConfigureAwait(false);
            return;
        }

        var note = decision == "review" ? $"The provider asks for a person to decide: {reason}"
            : $"The provider says {decision}{(decision == "approved" ? $" for {decided.Tier}" : string.Empty)}; {why}.";
        desk.Cases.Do(application.Case, CaseAction.Noted, note, ComplianceDesk.Exchange);
        await call.AnswerAsync(200, application, static (json, one) => WriteObject(json, one)).ConfigureAwait(false);
    }

    /// <summary>
    /// Who decides what first, then the command, then the case (<see cref="KycDecisions"/>). Somebody verified or suspended stays so where an application is rejected: it takes nothing that was there before, and a suspension is lifted by its own request
    /// only.
    /// </summary>
    private static async ValueTask DecideInTurnAsync(RestCall call, ComplianceDesk desk, KycApplication application, VerificationState state, Verification decided, KycDecision decision)
    {
        if (decision.IsApproved && state == VerificationState.Suspended)
        {
            await RefuseDecisionAsync(call, "The customer is suspended. Lift that first, with a verification of its own.").ConfigureAwait(false);
            return;
        }

        desk.Decisions.Begin(application.Id, decision);
        var changesNothing = !decision.IsApproved && state is VerificationState.Verified or VerificationState.Suspended;
        if (changesNothing || await ComplianceEndpoints.SendAsync(call, Command.SetVerification(new OwnerId(application.Customer), decided)).ConfigureAwait(false))
            await call.AnswerAsync(200, desk.Decisions.Done(application.Id), static (json, one) => WriteObject(json, one)).ConfigureAwait(false);
        else if (call.Http.Response.StatusCode < StatusCodes.Status500InternalServerError)
            desk.Decisions.Withdraw(application.Id);
        // Otherwise the exchange may have stopped with the command under way: who decided stays written down.
    }

    private static ValueTask RefuseDecisionAsync(RestCall call, string refusal) => call.RefuseAsync(new Problem(RejectReason.VerificationInvalid, refusal) { StatusOverride = 409 });

    private static async ValueTask<Verification> PresentAsync(RestCall call, KycApplication application) =>
        await call.Services.FanOut.AskAsync(views => views.Customers.Of(new OwnerId(application.Customer)), call.Aborted).ConfigureAwait(false);

    /// <summary>An application to whoever decides it, with the bytes of a document where one is asked for. That it was seen stands in its case.</summary>
    public static async ValueTask ApplicationAsync(RestCall call)
    {
        if (await DeskAsync(call).ConfigureAwait(false) is not { } desk
            || await MarketEndpoints.NumberAsync(call, "document", 0, 0, KycStore.MaxDocuments).ConfigureAwait(false) is not { } document)
            return;
        var content = default(byte[]);
        if (!long.TryParse(call.PathText, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || desk.Applications.Find(id) is not { } application
            || (document != 0 && (content = desk.Applications.Read(id, (int)document)) is null))
        {
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, "There is no such application or document.") { StatusOverride = 404 }).ConfigureAwait(false);
            return;
        }

        desk.Cases.Do(application.Case, CaseAction.Noted, document == 0 ? "Looked at the application." : $"Looked at document {document}.", call.Key.UserName);
        await call.AnswerAsync(200, (application, content, Queue: desk.Provider), static (json, at) =>
        {
            json.WriteStartObject();
            Write(json, at.application);
            json.WriteString("name"u8, at.application.Name);
            if (at.application.BirthDate is { } date)
                json.WriteString("birth_date"u8, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            else
                json.WriteNull("birth_date"u8);
            json.WriteStartArray("sanction_hits"u8);
            foreach (var hit in at.application.SanctionHits)
                json.WriteStringValue(hit);
            json.WriteEndArray();
            if (at.Queue is not null)
                WriteProvider(json, at.application, at.Queue.Of(at.application.Id));
            if (at.content is not null)
                json.WriteBase64String("content"u8, at.content);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The desk; null where there is none and the answer has been given.</summary>
    public static async ValueTask<ComplianceDesk?> DeskAsync(RestCall call)
    {
        if (call.Services.Compliance?.Desk is { } desk)
            return desk;
        await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, "This exchange has no compliance desk.") { StatusOverride = 404 }).ConfigureAwait(false);
        return null;
    }

    /// <summary>A tier that may be left out.</summary>
    public static bool TryTier(FlatBody body, out VerificationTier? tier, out Problem problem)
    {
        problem = default;
        tier = null;
        if (body["tier"] is not { } word)
            return true;
        if (ComplianceEndpoints.TryWord<VerificationTier>(word, out var known) && known != VerificationTier.Unverified)
        {
            tier = known;
            return true;
        }

        problem = Problem.Malformed("tier", "Field 'tier' is level1, level2, level3 or institutional.");
        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out KycSubmission submission, out Problem problem)
    {
        submission = null!;
        var body = new FlatBody();
        if (!body.TryRead(bytes, ["name", "birth_date", "country", "tier", "document_type", "document"], out problem) || !body.TryText("name", out var name, out problem)
            || !body.TryText("country", out var countryText, out problem) || !body.TryText("tier", out _, out problem) || !TryTier(body, out var tier, out problem)
            || !body.TryText36("document_type", out var type, out problem) || !body.TryText("document", out var base64, out problem))
            return false;
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
            return Refuse("name", $"Field 'name' is at most {MaxNameLength} characters, none of them a control.", out problem);
        if (!ComplianceEndpoints.TryCountry(countryText, out var country, out problem))
            return false;
        DateOnly? birthDate = null;
        if (body["birth_date"] is { } dateText)
        {
            if (!DateOnly.TryParseExact(dateText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return Refuse("birth_date", "Field 'birth_date' is a date such as 1980-12-31.", out problem);
            birthDate = date;
        }

        if (birthDate is null && tier != VerificationTier.Institutional)
            return Refuse("birth_date", "Field 'birth_date' is missing; only institutions have none.", out problem);
        var document = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(base64, document, out var length) || length == 0)
            return Refuse("document", "Field 'document' is base64 of the document's bytes.", out problem);
        if (length > MaxDocumentBytes)
            return Refuse("document", $"A document has at most {MaxDocumentBytes} bytes.", out problem);
        submission = new KycSubmission(name, birthDate, country, tier!.Value, type.ToString(), document[..length]);
        return true;
    }

    private static void WriteObject(Utf8JsonWriter json, KycApplication application)
    {
        json.WriteStartObject();
        Write(json, application);
        json.WriteEndObject();
    }

    private static void WriteProvider(Utf8JsonWriter json, KycApplication application, (int Failures, DateTimeOffset Due)? waits)
    {
        json.WriteStartObject("provider"u8);
        json.WriteNumber("documents"u8, application.ToldDocuments);
        json.WriteBoolean("waits"u8, waits is not null);
        if (application.IsRefusedByProvider)
            json.WriteBoolean("refused"u8, true);
        if (waits is { Failures: > 0 } failed)
        {
            json.WriteNumber("failures"u8, failed.Failures);
            json.WriteTime("again"u8, Timestamp.FromDateTimeUtc(failed.Due.UtcDateTime));
        }

        json.WriteEndObject();
    }

    // What a customer sees of its own: nothing of lists and cases.
    private static void Write(Utf8JsonWriter json, KycApplication application)
    {
        json.WriteId("application_id"u8, application.Id);
        json.WriteString("status"u8, application.Status.ToString().ToLowerInvariant());
        json.WriteString("tier"u8, ComplianceAnswer.WordOf(application.Tier));
        json.WriteString("country"u8, application.Country);
        json.WriteTime("submitted"u8, Timestamp.FromDateTimeUtc(application.Submitted.UtcDateTime));
        if (application.Reason.Length > 0)
            json.WriteString("reason"u8, application.Reason);
        json.WriteStartArray("documents"u8);
        foreach (var document in application.Documents)
        {
            json.WriteStartObject();
            json.WriteNumber("document"u8, document.Number);
            json.WriteString("type"u8, document.Type);
            json.WriteString("format"u8, document.Format);
            json.WriteNumber("bytes"u8, document.LengthBytes);
            json.WriteString("sha256"u8, document.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool Refuse(string field, string detail, out Problem problem)
    {
        problem = Problem.Malformed(field, detail);
        return false;
    }
}
