package dev.caravan.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What keeps the code by feature and small. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.caravan");

    @Test
    void packagesAreFeaturesAndNotLayers() {
        classes()
                .should()
                .resideOutsideOfPackages("..service..", "..util..", "..impl..", "..controller..", "..repository..")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void channelsKnowNothingOfIntakeAndIntakeKnowsNothingOfChannels() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.caravan.mail..", "dev.caravan.telegram..", "dev.caravan.sms..", "dev.caravan.provider..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.caravan.notification..",
                        "dev.caravan.template..",
                        "dev.caravan.sandbox..",
                        "dev.caravan.embedded..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.caravan.notification..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.caravan.mail..",
                        "dev.caravan.telegram..",
                        "dev.caravan.sms..",
                        "dev.caravan.provider..",
                        "dev.caravan.delivery..")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheSandboxOrOnTheEmbeddedStores() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.caravan.sandbox..", "dev.caravan.embedded..", "dev.caravan.launch..", "dev.caravan")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.caravan.sandbox..", "dev.caravan.embedded..")
                .check(CLASSES);
    }

    @Test
    void fieldsAreNotInjected() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.beans.factory.annotation.Autowired")
                .check(CLASSES);
    }

    @Test
    void sourceFilesStayShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > 300)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void featuresDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.caravan.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        com.tngtech.archunit.base.DescribedPredicate.alwaysTrue(),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                                "dev.caravan.delivery.Fault"))
                .check(CLASSES);
    }
}
