namespace Rialto.Gateways.Compliance;

/// <summary>What a compliance desk shows Prometheus.</summary>
internal static class ComplianceMetrics
{
    /// <summary>Writes its figures; any thread.</summary>
    public static void Write(PrometheusText text, ComplianceDesk desk)
    {
        var (counts, oldest) = desk.Applications.Counts();
        text.Begin("rialto_compliance_applications", "gauge", "Applications for verification, by what became of them.");
        foreach (var status in Enum.GetValues<KycStatus>())
            text.Value("rialto_compliance_applications", $"status=\"{status.ToString().ToLowerInvariant()}\"", counts[(int)status]);
        text.Single("rialto_compliance_oldest_application_age_seconds", "gauge", "Age of the oldest application that nobody has decided; 0 where there is none.", desk.SecondsSince(oldest));
        text.Begin("rialto_compliance_open_cases", "gauge", "Cases that are not closed, by kind.");
        foreach (var (kind, count) in desk.Cases.OpenCounts())
            text.Value("rialto_compliance_open_cases", $"kind=\"{kind.ToString().ToLowerInvariant()}\"", count);
        if (desk.Provider is { } provider)
            Write(text, provider, desk.Applications.CountRefusedByProvider());
        if (desk.Screening is { } screening)
            Write(text, screening);
    }

    private static void Write(PrometheusText text, ProviderQueue queue, int refused)
    {
        text.Single("rialto_compliance_provider_queue_length", "gauge", "Applications that wait to be told to the provider, those that failed among them.", queue.Length);
        text.Single("rialto_compliance_provider_queue_age_seconds", "gauge", "How long the oldest of them has waited in this process.", queue.OldestAge.TotalSeconds);
        text.Single("rialto_compliance_provider_deliveries_total", "counter", "Times the provider took an application, since the process began.", queue.Told);
        text.Single("rialto_compliance_provider_failures_total", "counter", "Times it could not be told of one.", queue.Failed);
        text.Single("rialto_compliance_provider_refusals_total", "counter", "Times it would not look at one.", queue.Refused);
        text.Single("rialto_compliance_provider_refused_applications", "gauge", "Applications that it would not look at and nobody has decided: a person must.", refused);
    }

    private static void Write(PrometheusText text, NameScreening screening)
    {
        text.Single("rialto_compliance_screenings_total", "counter", "Names looked up in the sanctions list since the process began.", screening.Done);
        text.Single("rialto_compliance_screening_failures_total", "counter", "Names that could not be looked up again; no machine decides about them.", screening.Failed);
        text.Single("rialto_compliance_names_to_screen", "gauge", "Applications whose names are still to be looked up in the present list.", screening.Remaining);
    }
}
